import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { typeOf } from "../associate.ts";
import { labelNamed, labelsBetween, pairInput, pairOf, pairShape, showPair } from "../associations.ts";
import { defineTool } from "../tool.ts";

export const addAssociation = defineTool({
  name: "hubspot_add_association",
  title: "Add association",
  description:
    "Associates two records, with a label when one is given; labels that are there already stay. Repeating it changes nothing. The error for an unknown label lists those between the two types.",
  access: "write",
  group: "core",
  idempotent: true,
  scopes: ["crm.objects.{type}.read", "crm.objects.{type}.write"],
  input: z.object({
    ...pairInput,
    label: z.string().min(1).max(200).optional().describe("Label by name, such as Decision maker"),
  }),
  output: pairShape,
  async run({ input, api }) {
    const pair = await pairOf(api, input);
    const { from, id, to, toId } = pair;
    if (input.label === undefined) {
      await api.associate(from.name, id, to.name, toId);
      return showPair(api, pair, []);
    }
    const added = await labelNamed(api, from, to, input.label);
    // HubSpot puts the labels that are sent in place of those that are there.
    const present = (await labelsBetween(api, pair)) ?? [];
    const labels = [...present.filter((label) => label.typeId !== added.typeId), added];
    await api.associateAs(from.name, id, to.name, toId, labels.map(typeOf));
    return showPair(api, pair, labels);
  },
  render: ({ from, to, ...rest }) => parts(`Associated ${from} with ${to}`, fields(rest)),
});
