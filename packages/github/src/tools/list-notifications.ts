import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import { collectPages } from "../pages.ts";
import { repoOf, timeOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listNotifications = defineTool({
  name: "github_list_notifications",
  title: "List notifications",
  description:
    "Lists your own notifications, unread ones unless all is set, newest first: why they came, what they are about, and its number. Needs a classic token; GitHub gives them to no other kind.",
  access: "read",
  group: "account",
  scopes: ["notifications"],
  needs: "classic",
  input: z.object({
    all: z.boolean().default(false).describe("Read ones as well"),
    participating: z.boolean().default(false).describe("Only where you take part or are mentioned"),
    since: z.string().max(30).optional().describe("Date, time, or span back such as 7d"),
    ...pageInput(50),
  }),
  output: z.object({
    notifications: z.array(
      z.object({
        id: z.string(),
        repository: z.string(),
        type: z.string(),
        number: z.int().optional(),
        title: z.string(),
        reason: z.string(),
        unread: z.boolean(),
        updated_at: z.string(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { rows, ...next } = await collectPages(
      input,
      (page) =>
        api.notifications({
          ...page,
          all: input.all,
          participating: input.participating,
          ...(input.since === undefined ? {} : { since: timeOf(input.since, "since") }),
        }),
      (data) => data,
    );
    const shown = rows.map((row) => shownThread(api, row));
    return { notifications: await Promise.all(shown), ...next };
  },
  render: (output) =>
    parts(
      table(output.notifications, [
        "id",
        "repository",
        "type",
        "number",
        "title",
        "reason",
        "unread",
        "updated_at",
        "url",
      ]),
      nextPage(output),
    ),
});

type Thread = Awaited<ReturnType<GitHubApi["notifications"]>>["data"][number];

async function shownThread(api: GitHubApi, { id, repository, subject, reason, unread, updated_at }: Thread) {
  const [, kind, number] = /\/(issues|pulls|commits|releases)\/(\w{1,40})$/.exec(subject.url ?? "") ?? [];
  const numbered = kind === "issues" || kind === "pulls";
  // The title may be a stranger's, and a notification does not say whose.
  const hidden = await api.lockdown.watches(repoOf(repository.full_name));
  return {
    id,
    repository: repository.full_name,
    type: subject.type,
    ...(numbered ? { number: Number(number) } : {}),
    title: hidden ? "(withheld by lockdown mode)" : subject.title,
    reason,
    unread,
    updated_at,
    url:
      kind === undefined
        ? repository.html_url
        : `${repository.html_url}/${kind === "pulls" ? "pull" : kind === "commits" ? "commit" : kind}/${number}`,
  };
}
