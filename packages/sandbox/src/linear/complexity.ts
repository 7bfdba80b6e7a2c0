import { type DocumentNode, type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from "graphql";

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
  /** @param rows how many records `nodes` or `edges` can hold here */
  const cost = (selections: SelectionSetNode, rows = 1): number =>
    selections.selections.reduce(
      (sum, selection) => (isSkipped(selection, variables) ? sum : sum + price(selection, rows)),
      0,
    );
  const price = (selection: SelectionNode, rows: number): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return fragment ? cost(fragment, rows) : 0;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return cost(selection.selectionSet, rows);
    if (!selection.selectionSet) return 0.1;
    if (selection.name.value === "nodes" || selection.name.value === "edges") {
      return rows * (1 + cost(selection.selectionSet));
    }
    return (isReference(selection) ? 0 : 1) + cost(selection.selectionSet, pageSize(selection, variables));
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

/** Of another record no more than its id: Linear need not load it. */
const isReference = ({ selectionSet }: FieldNode): boolean =>
  selectionSet?.selections.every((part) => part.kind === Kind.FIELD && part.name.value === "id") === true;

function pageSize({ arguments: given }: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const size = given?.find(({ name }) => name.value === "first" || name.value === "last")?.value;
  if (size?.kind === Kind.INT) return Number(size.value);
  return size?.kind === Kind.VARIABLE ? Number(variables[size.name.value] ?? USUAL_PAGE) : USUAL_PAGE;
}
