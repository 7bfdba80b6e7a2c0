import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { fields, nextPage, parts, table } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import {
  bodySlice,
  commentList,
  threadShape,
  cutText,
  issueRow,
  issueShape,
  login,
  stateOf,
} from "../format.ts";
import { collectPages } from "../pages.ts";
import { detailParam, numberParam, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getIssue = defineTool({
  name: "github_get_issue",
  title: "Get issue",
  description:
    "Returns one issue with text, comments (oldest first) and sub-issues. Long comments are cut unless detail is full. Also shows a pull request's conversation; its files, reviews and checks: github_get_pull_request.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Ask for fewer comments with limit and cursor.",
  input: z.object({
    repository: repositoryParam,
    number: numberParam,
    include: z
      .array(z.enum(["comments", "sub_issues"]))
      .max(2)
      .default(["comments", "sub_issues"])
      .describe("What comes with it"),
    detail: detailParam,
    offset: z.int().min(0).max(1e6).default(0).describe("First character of the text"),
    ...pageInput(),
  }),
  output: issueShape.omit({ repository: true, comments: true }).extend({
    milestone: z.string().optional(),
    type: z.string().optional(),
    created_at: z.string(),
    closed_at: z.string().optional(),
    body: z.string(),
    ...sliceOutput,
    // A longer list of what is required would take this tool over its budget.
    total_chars: sliceOutput.total_chars.optional(),
    sub_issues: z.array(z.object({ number: z.int(), title: z.string(), state: z.string() })).optional(),
    thread: z.array(threadShape).optional(),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const issue = await api.issue(at, input.number);
    await api.lockdown.require(at, issue, `#${input.number}`);
    const { text: body, ...rest } = slice(issue.body ?? "", { offset: input.offset, length: bodySlice });
    const most = input.detail === "full" ? 65_536 : 2000;
    const children =
      input.include.includes("sub_issues") && (issue.sub_issues_summary?.total ?? 0) > 0
        ? await api.lockdown.keep(at, await api.subIssues(at, input.number))
        : [];
    const comments =
      input.include.includes("comments") && issue.comments > 0
        ? await collectPages(
            input,
            (page) => api.issueComments(at, input.number, page),
            (rows) => api.lockdown.keep(at, rows),
          )
        : undefined;
    const thread = comments?.rows.map((comment) => ({
      id: comment.id,
      author: login(comment.user),
      at: comment.created_at,
      body: cutText(comment.body ?? "", most),
      url: comment.html_url,
    }));
    return {
      ...issueRow(issue),
      ...(issue.milestone ? { milestone: issue.milestone.title } : {}),
      ...(issue.type ? { type: issue.type.name } : {}),
      created_at: issue.created_at,
      ...(issue.closed_at ? { closed_at: issue.closed_at } : {}),
      body,
      ...rest,
      ...(children.length > 0
        ? {
            sub_issues: children.map((child) => ({
              number: child.number,
              title: child.title,
              state: stateOf(child),
            })),
          }
        : {}),
      ...(thread ? { thread } : {}),
      ...(comments?.next_cursor === undefined ? {} : { next_cursor: comments.next_cursor }),
    };
  },
  render: ({ body, next_offset, sub_issues: children, thread, next_cursor, ...about }) =>
    parts(
      fields(about),
      body,
      nextSlice({ total_chars: about.total_chars, next_offset }),
      children && `Sub-issues\n${table(children, ["number", "title", "state"])}`,
      thread && commentList(thread),
      nextPage({ next_cursor }),
    ),
});
