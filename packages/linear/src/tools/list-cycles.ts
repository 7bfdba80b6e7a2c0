import { both } from "@sophia-mcp/core/names";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { type CycleRow, Cycles } from "../documents/workspace.ts";
import { teamFilter } from "../filters.ts";
import { percent } from "../format.ts";
import { checkNames } from "../names.ts";
import { name } from "../params.ts";
import { defineTool } from "../tool.ts";

const tests = {
  current: { isActive: { eq: true } },
  next: { isNext: { eq: true } },
  previous: { isPrevious: { eq: true } },
  past: { isPast: { eq: true } },
  future: { isFuture: { eq: true } },
  all: {},
};

export const listCycles = defineTool({
  name: "linear_list_cycles",
  title: "List cycles",
  description:
    "Lists cycles of one team or of all with number, name, start, end, progress in percent and how many issues are done. which chooses current (default), next, previous, all past or all future ones. For the issues in one use linear_search_issues with team and cycle.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    team: name("Team name or key").optional(),
    which: z
      .enum(["current", "next", "previous", "past", "future", "all"])
      .default("current")
      .describe("Which cycles"),
    ...pageInput(100),
  }),
  output: z.object({
    cycles: z.array(
      z.object({
        id: z.string(),
        team: z.string(),
        number: z.number(),
        name: z.string().optional(),
        when: z.string(),
        starts_at: z.string(),
        ends_at: z.string(),
        progress: z.number(),
        issues: z.number(),
        completed: z.number(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const filter = {
      ...tests[input.which],
      ...(input.team === undefined ? {} : { team: teamFilter(input.team) }),
    };
    let workspace = "";
    const { rows, ...next } = await collect(input, async (after, first) => {
      const answer = await api.query(Cycles, { filter, first, after });
      workspace = answer.organization.urlKey;
      return pageOf(answer.cycles);
    });
    if (rows.length === 0 && input.cursor === undefined) await checkNames(api, { teams: [input.team] });
    return { cycles: rows.map((row) => showCycle(row, workspace)), ...next };
  },
  render: (output) =>
    parts(
      table(output.cycles, [
        "id",
        "team",
        "number",
        "name",
        "when",
        "starts_at",
        "ends_at",
        "progress",
        "issues",
        "completed",
        "url",
      ]),
      nextPage(output),
    ),
});

const showCycle = (row: CycleRow, workspace: string) => ({
  id: row.id,
  team: both(row.team.key, row.team.id),
  number: row.number,
  ...(row.name ? { name: row.name } : {}),
  when: row.isActive
    ? "current"
    : row.isNext
      ? "next"
      : row.isPrevious
        ? "previous"
        : row.isPast
          ? "past"
          : "future",
  starts_at: row.startsAt,
  ends_at: row.endsAt,
  progress: percent(row.progress),
  // Linear keeps one count a day; the last is today's.
  issues: row.issueCountHistory.at(-1) ?? 0,
  completed: row.completedIssueCountHistory.at(-1) ?? 0,
  url: `https://linear.app/${workspace}/team/${row.team.key}/cycle/${row.number}`,
});
