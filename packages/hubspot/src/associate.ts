import { InputError } from "@sophia-mcp/core/errors";
import type { AssociationInput, AssociationLabel } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { recordIds } from "./records.ts";
import { objectType, type ObjectType } from "./types.ts";

/**
 * Associations for a create call, with HubSpot's unlabelled type between the two object types.
 * @throws InputError when HubSpot knows no association between the two
 */
export async function associationInputs(
  api: HubSpotApi,
  from: ObjectType,
  to: ObjectType,
  given: readonly string[],
): Promise<AssociationInput[]> {
  if (given.length === 0) return [];
  const [labels, ids] = await Promise.all([
    api.associationLabels(from.name, to.name),
    recordIds(api, to, given),
  ]);
  // The default type is HubSpot's own without a label; some pairs only have labelled ones.
  const type = labels.find((label) => label.category === "HUBSPOT_DEFINED" && !label.label) ?? labels[0];
  if (!type) throw new InputError(`HubSpot cannot associate ${from.name} with ${to.name}.`);
  return [...new Set(ids)].map((id) => ({ to: { id }, types: [typeOf(type)] }));
}

/**
 * Associations with records given as "companies/123", "contacts/ada@example.com" or the link of a record.
 * @throws InputError that shows the accepted forms
 */
export async function associationsWith(
  api: HubSpotApi,
  from: ObjectType,
  given: readonly string[],
): Promise<AssociationInput[]> {
  const byType = new Map<ObjectType, string[]>();
  for (const reference of given) {
    const [, typeName, id] =
      /^(?:https:\/\/\S+\/record\/)?([^/\s]+)\/([^/\s]+)$/.exec(reference.trim()) ?? [];
    if (typeName === undefined || id === undefined) {
      throw new InputError(
        `"${reference}" names no record: pass "companies/123", "contacts/ada@example.com" or the url of a record.`,
      );
    }
    const type = await objectType(api, typeName);
    byType.set(type, [...(byType.get(type) ?? []), id]);
  }
  const inputs = [...byType].map(([to, ids]) => associationInputs(api, from, to, ids));
  return (await Promise.all(inputs)).flat();
}

export const typeOf = (label: AssociationLabel): AssociationInput["types"][number] => ({
  associationCategory: label.category,
  associationTypeId: label.typeId,
});
