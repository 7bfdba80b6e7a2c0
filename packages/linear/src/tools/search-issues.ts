import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { Issues, SearchIssues } from "../documents/issues.ts";
import { issueShape, issueTable, showIssue } from "../format.ts";
import { issueFilter, namesIn } from "../issue-filter.ts";
import { checkNames } from "../names.ts";
import { detailParam, name, priorityParam, sinceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const searchIssues = defineTool({
  name: "linear_search_issues",
  title: "Search issues",
  description:
    "Finds issues by text and filters, last changed first, with query best match first. Open issues only, unless state or include_closed is given. filter takes Linear's IssueFilter for all else. For your own work use linear_list_my_issues.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor, or detail concise.",
  search: {
    query: "query",
    limit: "limit",
    since: "updated_since",
    kind: "issue",
    arguments: { include_closed: true },
    results: "issues",
    title: "title",
    url: "url",
    updated: "updated_at",
    about: ["id", "state", "assignee", "project"],
  },
  input: z.object({
    query: z.string().max(500).optional().describe("Words; 30 searches a minute"),
    team: name("Team name or key").optional(),
    state: name("State name or type, such as started").optional(),
    assignee: name("Name, e-mail, me or none").optional(),
    labels: z.array(z.string().max(200)).max(10).optional().describe("All of these"),
    project: name("Project name or none").optional(),
    cycle: name("Number, name, current, next, previous or none").optional(),
    priority: priorityParam,
    updated_since: sinceParam,
    due_before: z.string().max(40).optional().describe("Date, or period ahead: 7d"),
    filter: z
      .record(z.string().max(100), z.unknown())
      .optional()
      .describe('Such as {"creator":{"isMe":{"eq":true}}}; and, or nest'),
    include_closed: z.boolean().default(false).describe("Also closed and archived"),
    detail: detailParam,
    ...pageInput(100),
  }),
  output: z.object({ issues: z.array(issueShape), ...pageOutput }),
  async run({ input, api }) {
    const filter = issueFilter(input);
    const common = { filter, includeArchived: input.include_closed, full: input.detail === "full" };
    const { rows, ...next } = await collect(input, async (after, first) => {
      const page = { ...common, first, after };
      if (input.query === undefined)
        return pageOf((await api.query(Issues, { ...page, orderBy: "updatedAt" })).issues);
      return pageOf((await api.query(SearchIssues, { ...page, term: input.query })).searchIssues);
    });
    // A name that does not exist finds nothing: better said than left to be believed.
    if (rows.length === 0 && input.cursor === undefined) await checkNames(api, namesIn(input));
    return { issues: rows.map((row) => showIssue(row, input.detail)), ...next };
  },
  render: (output) => parts(issueTable(output.issues), nextPage(output)),
});
