import type { AssociationInput, HubSpotApi } from "./api.ts";

/** Associations for a create call, with HubSpot's unlabelled type between the two object types. */
export async function associationInputs(
  api: HubSpotApi,
  from: string,
  to: string,
  ids: readonly string[],
): Promise<AssociationInput[]> {
  if (ids.length === 0) return [];
  const labels = await api.associationLabels(from, to);
  // The default type is HubSpot's own without a label; some pairs only have labelled ones.
  const type = labels.find((label) => label.category === "HUBSPOT_DEFINED" && !label.label) ?? labels[0];
  if (!type) return [];
  const types = [{ associationCategory: type.category, associationTypeId: type.typeId }];
  return ids.map((id) => ({ to: { id }, types }));
}
