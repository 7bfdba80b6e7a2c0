import { both } from "@sophia-mcp/core/names";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { Labels } from "../documents/workspace.ts";
import { orNone, teamFilter } from "../filters.ts";
import { given } from "../format.ts";
import { checkNames } from "../names.ts";
import { name } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listLabels = defineTool({
  name: "linear_list_labels",
  title: "List labels",
  description:
    "Lists issue labels of the workspace and of its teams, with the group they are in. team narrows to one team's own labels, team none to those of the whole workspace. A group itself is not put on issues.",
  access: "read",
  group: "issues",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    query: z.string().min(1).max(200).optional().describe("Part of the name"),
    team: name("Team name or key, or none").optional(),
    ...pageInput(250, 50),
  }),
  output: z.object({
    labels: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        team: z.string().optional(),
        parent: z.string().optional(),
        is_group: z.boolean().optional(),
        description: z.string().optional(),
        color: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { query, team } = input;
    const filter = given({
      name: query && { containsIgnoreCase: query },
      team: team && orNone(team, teamFilter),
    });
    const { rows, ...next } = await collect(input, async (after, first) =>
      pageOf((await api.query(Labels, { filter, first, after })).issueLabels),
    );
    if (rows.length === 0 && input.cursor === undefined) await checkNames(api, { teams: [team] });
    const labels = rows.map((row) =>
      given({
        id: row.id,
        name: row.name,
        team: row.team && both(row.team.key, row.team.id),
        parent: row.parent && both(row.parent.name, row.parent.id),
        is_group: row.isGroup || undefined,
        description: row.description,
        color: row.color,
      }),
    );
    return { labels, ...next };
  },
  render: (output) =>
    parts(
      table(output.labels, ["id", "name", "team", "parent", "is_group", "description", "color"]),
      nextPage(output),
    ),
});
