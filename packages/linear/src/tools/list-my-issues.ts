import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { Issues } from "../documents/issues.ts";
import { issueShape, issueTable, showIssue } from "../format.ts";
import { issueFilter } from "../issue-filter.ts";
import { name, sinceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

const me = { isMe: { eq: true } };
const relations = {
  assigned: { assignee: me },
  created: { creator: me },
  subscribed: { subscribers: { some: me } },
};

/** What is in hand comes first. */
const stateOrder = ["started", "unstarted", "triage", "backlog", "completed", "canceled", "duplicate"];
const rank = (type: string): number =>
  stateOrder.includes(type) ? stateOrder.indexOf(type) : stateOrder.length;

export const listMyIssues = defineTool({
  name: "linear_list_my_issues",
  title: "List my issues",
  description:
    "Returns the issues of the person the credential belongs to, grouped by state, what is in progress first. relation chooses those assigned to, created by or subscribed to by this person. Open issues only, unless include_closed is set. For other people's issues use linear_search_issues.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    relation: z
      .enum(["assigned", "created", "subscribed"])
      .default("assigned")
      .describe("What makes an issue yours"),
    team: name("Team name or key").optional(),
    cycle: name("Number, name, current, next or previous").optional(),
    updated_since: sinceParam,
    include_closed: z.boolean().default(false).describe("Include completed and canceled"),
    ...pageInput(100, 50),
  }),
  output: z.object({ issues: z.array(issueShape), ...pageOutput }),
  async run({ input, api }) {
    const { relation, ...criteria } = input;
    const filter = issueFilter({ ...criteria, filter: relations[relation] });
    const { rows, ...next } = await collect(input, async (after, first) => {
      const page = {
        filter,
        first,
        after,
        includeArchived: false,
        orderBy: "updatedAt" as const,
        full: false,
      };
      return pageOf((await api.query(Issues, page)).issues);
    });
    const sorted = rows.toSorted(
      (left, right) =>
        rank(left.state.type) - rank(right.state.type) || left.state.name.localeCompare(right.state.name),
    );
    return { issues: sorted.map((row) => showIssue(row)), ...next };
  },
  render: (output) => {
    const groups = [...Map.groupBy(output.issues, ({ state }) => state)];
    if (groups.length === 0) return parts("(no rows)", nextPage(output));
    return parts(
      ...groups.map(([state, issues]) => `${state} (${issues.length})\n${issueTable(issues)}`),
      nextPage(output),
    );
  },
});
