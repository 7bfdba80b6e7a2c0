import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { labelsBetween, pairInput, pairOf, pairShape, showPair } from "../associations.ts";
import { defineTool } from "../tool.ts";

export const removeAssociation = defineTool({
  name: "hubspot_remove_association",
  title: "Remove association",
  description:
    "Removes the association between two records with all labels it has, and says which those were. HubSpot cannot undo it; hubspot_add_association sets it again. The records themselves stay.",
  access: "destroy",
  group: "associations",
  idempotent: true,
  scopes: ["crm.objects.{type}.read", "crm.objects.{type}.write"],
  input: z.object(pairInput),
  output: pairShape.extend({ removed: z.boolean() }),
  async run({ input, api }) {
    const pair = await pairOf(api, input);
    const labels = await labelsBetween(api, pair);
    if (labels) await api.dissociate(pair.from.name, pair.id, pair.to.name, pair.toId);
    return { ...(await showPair(api, pair, labels ?? [])), removed: labels !== undefined };
  },
  render: ({ from, to, removed, ...rest }) =>
    parts(
      removed
        ? `${from} and ${to} are no longer associated`
        : `Nothing to remove: ${from} and ${to} are not associated`,
      fields(rest),
    ),
});
