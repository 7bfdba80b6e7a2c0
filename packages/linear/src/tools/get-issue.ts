import { fields, parts } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { Issue, type IssueDetail } from "../documents/issues.ts";
import { commentBlocks, commentShape, given, issueShape, lines, showComment, showIssue } from "../format.ts";
import { issueParam } from "../params.ts";
import { issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

const descriptionSlice = 8000;

export const getIssue = defineTool({
  name: "linear_get_issue",
  title: "Get issue",
  description:
    "Returns one issue with description, relations (what blocks it and what it blocks), sub-issues, links and its latest comments, oldest of them first. Names carry their ids. A long description comes in slices: pass next_offset as offset. For whole comment threads use linear_list_comments.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass offset to read the description on, or a smaller comment_limit.",
  input: z.object({
    issue: issueParam,
    comment_limit: z.int().min(0).max(50).default(10).describe("Latest comments to return"),
    offset: z.int().min(0).max(1_000_000).default(0).describe("First character of the description to return"),
  }),
  output: z.object({
    issue: issueShape,
    next_offset: sliceOutput.next_offset,
    relations: z.array(z.string()),
    sub_issues: z.array(z.string()),
    links: z.array(z.string()),
    comments: z.array(commentShape),
    more_comments: z.boolean().optional(),
  }),
  async run({ input, api }) {
    const id = issueRef(input.issue);
    const variables = {
      id,
      comments: Math.max(1, input.comment_limit),
      withComments: input.comment_limit > 0,
    };
    const { issue } = await api.query(Issue, variables, `issue ${id}`);
    const { description: _excerpt, ...shown } = showIssue(issue, "full");
    const { text: description, next_offset } = slice(issue.description ?? "", {
      offset: input.offset,
      length: descriptionSlice,
    });
    const comments = input.comment_limit > 0 ? issue.comments : undefined;
    return {
      issue: {
        ...shown,
        branch: issue.branchName,
        ...(description === "" ? {} : { description }),
      },
      ...given({ next_offset }),
      relations: relationLines(issue),
      sub_issues: lines(issue.children, (child) =>
        [child.identifier, child.state.name, child.assignee?.name ?? "nobody", child.title].join(" | "),
      ),
      links: lines(issue.attachments, ({ title, subtitle, url }) =>
        [title, subtitle, url].filter(Boolean).join(" | "),
      ),
      comments: (comments?.nodes ?? []).map(showComment).toReversed(),
      ...(comments?.pageInfo.hasNextPage ? { more_comments: true } : {}),
    };
  },
  render: ({ issue: { description, ...issue }, relations, sub_issues, links, comments, ...more }) =>
    parts(
      fields(issue),
      description && `Description\n${description}`,
      nextSlice(more),
      relations.length > 0 && `Relations\n${relations.join("\n")}`,
      sub_issues.length > 0 && `Sub-issues\n${sub_issues.join("\n")}`,
      links.length > 0 && `Links\n${links.join("\n")}`,
      comments.length > 0 && `Comments\n${commentBlocks(comments)}`,
      more.more_comments && "Older comments: linear_list_comments",
    ),
});

const inverse: Readonly<Record<string, string>> = { blocks: "blocked by", duplicate: "duplicated by" };
const forward: Readonly<Record<string, string>> = {
  related: "related to",
  duplicate: "duplicate of",
  similar: "similar to",
};

const line = (words: string, other: { identifier: string; title: string; state: { name: string } }): string =>
  `${words} ${other.identifier} | ${other.state.name} | ${other.title}`;

/** Linear keeps a relation on the issue it starts from; both ends are shown in the words of the one that is read. */
function relationLines(issue: IssueDetail): string[] {
  return [
    ...lines(issue.relations, ({ type, relatedIssue }) => line(forward[type] ?? type, relatedIssue)),
    ...lines(issue.inverseRelations, ({ type, issue: other }) =>
      line(inverse[type] ?? forward[type] ?? type, other),
    ),
  ];
}
