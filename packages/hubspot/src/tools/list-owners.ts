import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { ownerName } from "../names.ts";
import { defineTool } from "../tool.ts";

export const listOwners = defineTool({
  name: "hubspot_list_owners",
  title: "List owners",
  description:
    "Returns the people who can own records, with id, name, e-mail and teams. Active ones by default; archived for those who left, whom old records still name. Other tools accept an owner's name or e-mail as it is.",
  access: "read",
  group: "core",
  scopes: ["crm.objects.owners.read"],
  search: {
    query: "query",
    limit: "limit",
    kind: "owner",
    results: "owners",
    title: "name",
    about: ["email", "teams"],
  },
  input: z.object({
    query: z.string().max(200).optional().describe("Part of the name, e-mail or team"),
    archived: z.boolean().default(false).describe("Those who left instead of the active ones"),
    ...pageInput(500, 100),
  }),
  output: z.object({
    owners: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string().optional(),
        teams: z.array(z.string()),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const owners = (await api.owners(input.archived)).map((owner) => ({
      id: owner.id,
      name: ownerName(owner),
      email: owner.email,
      teams: (owner.teams ?? []).map((team) => team.name),
    }));
    const wanted = input.query?.toLowerCase() ?? "";
    const found = owners.filter(({ name, email = "", teams }) =>
      [name, email, ...teams].some((text) => text.toLowerCase().includes(wanted)),
    );
    const { rows, ...next } = await collect(input, async () => ({ rows: found }));
    return { owners: rows, ...next };
  },
  render: (output) => parts(table(output.owners, ["id", "name", "email", "teams"]), nextPage(output)),
});
