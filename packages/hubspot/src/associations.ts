import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { AssociationLabel, AssociationsAfter } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { recordLink } from "./format.ts";
import { fold } from "./names.ts";
import { idParam, objectTypeParam } from "./params.ts";
import { recordIdOf } from "./records.ts";
import { objectType, type ObjectType } from "./types.ts";

/** The input of tools about the association between two records. */
export const pairInput = {
  object_type: objectTypeParam,
  id: idParam,
  to_object_type: z.string().min(1).max(100).describe("Type of the other record"),
  to_id: z.string().min(1).max(320).describe("Id of the other record, or a contact's e-mail"),
};

export interface Pair {
  from: ObjectType;
  id: string;
  to: ObjectType;
  toId: string;
}

export async function pairOf(
  api: HubSpotApi,
  input: { object_type: string; id: string; to_object_type: string; to_id: string },
): Promise<Pair> {
  const [from, to] = await Promise.all([
    objectType(api, input.object_type),
    objectType(api, input.to_object_type),
  ]);
  const [id, toId] = await Promise.all([recordIdOf(api, from, input.id), recordIdOf(api, to, input.to_id)]);
  return { from, id, to, toId };
}

/** The labels between two records, or undefined when they are not associated. */
export async function labelsBetween(
  api: HubSpotApi,
  { from, id, to, toId }: Pair,
): Promise<AssociationLabel[] | undefined> {
  const others = await allAssociated(api, from, id, to);
  return others.find((other) => other.id === toId)?.labels;
}

export const pairShape = z.object({
  from: z.string(),
  to: z.string(),
  labels: z.array(z.string()),
  url: z.string(),
});

export async function showPair(
  api: HubSpotApi,
  { from, id, to, toId }: Pair,
  labels: readonly AssociationLabel[],
): Promise<z.input<typeof pairShape>> {
  return {
    from: `${from.name}/${id}`,
    to: `${to.name}/${toId}`,
    labels: labels.map((label) => label.label ?? ""),
    url: (await recordLink(api, from))(id),
  };
}

/** HubSpot's own or the account's label between two types, by the name that people gave it. */
export async function labelNamed(
  api: HubSpotApi,
  from: ObjectType,
  to: ObjectType,
  given: string,
): Promise<AssociationLabel> {
  const labels = (await api.associationLabels(from.name, to.name)).filter((label) => label.label);
  const found = labels.find((label) => fold(label.label ?? "") === fold(given));
  if (found) return found;
  const known = labels.map((label) => label.label).join(", ");
  throw new InputError(
    `There is no label "${given}" from ${from.name} to ${to.name}. ${known ? `Accepted: ${known}.` : "Leave the label out: there are none."}`,
  );
}

export interface AssociatedRecord {
  from: string;
  id: string;
  labels: AssociationLabel[];
}

/** One page of each record's associations, with the inputs for the pages after it. */
export async function associatedPage(
  api: HubSpotApi,
  from: ObjectType,
  to: ObjectType,
  inputs: AssociationsAfter[],
): Promise<{ rows: AssociatedRecord[]; next: AssociationsAfter[] }> {
  const pages = await api.associations(from.name, to.name, inputs);
  return {
    rows: pages.flatMap((page) =>
      page.to.map((one) => ({
        from: page.from.id,
        id: String(one.toObjectId),
        labels: one.associationTypes.filter((type) => type.label),
      })),
    ),
    next: pages.flatMap((page) =>
      page.paging?.next ? [{ id: page.from.id, after: page.paging.next.after }] : [],
    ),
  };
}

/** Every record of one type that a record is associated with; HubSpot answers them by 500. */
export async function allAssociated(
  api: HubSpotApi,
  from: ObjectType,
  id: string,
  to: ObjectType,
): Promise<AssociatedRecord[]> {
  const rows: AssociatedRecord[] = [];
  let inputs: AssociationsAfter[] = [{ id }];
  // More than HubSpot allows a record to have, so that a fault of theirs cannot make this endless.
  for (let pages = 0; inputs.length > 0 && pages < 100; pages++) {
    const page = await associatedPage(api, from, to, inputs);
    rows.push(...page.rows);
    inputs = page.next;
  }
  return rows;
}
