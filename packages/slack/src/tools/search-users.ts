import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { z } from "zod";
import { userName } from "../find.ts";
import type { SlackUser } from "../objects.ts";
import { defineTool } from "../tool.ts";

export const searchUsers = defineTool({
  name: "slack_search_users",
  title: "Search people",
  description:
    "Finds people by part of their name or title, or by exact e-mail address, and returns them with id, e-mail, title and time zone. The list of people is read on the first search and kept for ten minutes. Bot or user token with users:read, and users:read.email for addresses.",
  access: "read",
  group: "core",
  scopes: ["users:read", "users:read.email"],
  more: "Pass a longer query, or a smaller limit with cursor.",
  search: {
    query: "query",
    limit: "limit",
    kind: "person",
    results: "users",
    title: "name",
    about: ["title", "email"],
  },
  input: z.object({
    query: z
      .string()
      .max(320)
      .default("")
      .describe("Part of a name or title, or an e-mail address; empty lists all"),
    deactivated: z.boolean().default(false).describe("People who have left, too"),
    bots: z.boolean().default(false).describe("Apps, too"),
    ...pageInput(200),
  }),
  output: z.object({
    users: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        display_name: z.string().optional(),
        email: z.string().optional(),
        title: z.string().optional(),
        time_zone: z.string().optional(),
        status: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const query = input.query
      .trim()
      .replace(/^@(?=\S)/, "")
      .toLowerCase();
    const byEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(query) ? await api.userByEmail(query) : undefined;
    const everyone = byEmail ? [byEmail] : await api.everyUser();
    const fits = (user: SlackUser) =>
      (input.deactivated || !user.deleted) &&
      (input.bots || !user.is_bot) &&
      [userName(user), user.name, user.profile?.display_name, user.profile?.title, user.profile?.email].some(
        (text) => text?.toLowerCase().includes(query),
      );
    // The whole list is at hand, so that it is the one page there is.
    const { rows, ...next } = await collect(input, async () => ({ rows: everyone.filter(fits) }));
    return { users: rows.map(shown), ...next };
  },
  render: (output) =>
    parts(
      table(output.users, ["id", "name", "display_name", "email", "title", "time_zone", "status"]),
      nextPage(output),
    ),
});

function shown(user: SlackUser) {
  const { display_name, email, title } = user.profile ?? {};
  const name = userName(user);
  return {
    id: user.id ?? "",
    name,
    ...(display_name && display_name !== name ? { display_name } : {}),
    ...(email ? { email } : {}),
    ...(title ? { title } : {}),
    ...(user.tz ? { time_zone: user.tz } : {}),
    ...(user.deleted ? { status: "deactivated" } : user.is_bot ? { status: "app" } : {}),
  };
}
