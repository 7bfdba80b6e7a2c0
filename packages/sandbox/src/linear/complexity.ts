import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode } from "graphql";

const USUAL_PAGE = 50;
export const MOST_COMPLEX = 10_000;

/**
 * A document's complexity: 0.1 for a property, 1 for an object, and a list costs as much as its page could hold.
 * @see https://linear.app/developers/rate-limiting
 */
export function complexityOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): number {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet] as const]
        : [],
    ),
  );
  const cost = (selections: SelectionSetNode): number =>
    selections.selections.reduce(
      (sum, selection) => (isSkipped(selection, variables) ? sum : sum + price(selection)),
      0,
    );
  const price = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return fragment ? cost(fragment) : 0;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return cost(selection.selectionSet);
    if (!selection.selectionSet) return 0.1;
    const paged = selection.selectionSet.selections.some(
      (part) => part.kind === Kind.FIELD && (part.name.value === "nodes" || part.name.value === "edges"),
    );
    const size = selection.arguments?.find(
      ({ name }) => name.value === "first" || name.value === "last",
    )?.value;
    const given =
      size?.kind === Kind.VARIABLE
        ? variables[size.name.value]
        : size?.kind === Kind.INT
          ? size.value
          : undefined;
    return 1 + (paged ? Number(given ?? USUAL_PAGE) : 1) * cost(selection.selectionSet);
  };
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return Math.ceil(operations.reduce((sum, operation) => sum + cost(operation.selectionSet), 0));
}

function isSkipped({ directives }: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  const condition = directives?.find(({ name }) => name.value === "include")?.arguments?.[0]?.value;
  return condition?.kind === Kind.VARIABLE && variables[condition.name.value] === false;
}
