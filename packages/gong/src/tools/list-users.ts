import { both } from "@sophia-mcp/core/names";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { User } from "../answers.ts";
import { isId, userName } from "../names.ts";
import { defineTool } from "../tool.ts";

export const listUsers = defineTool({
  name: "gong_list_users",
  title: "List users",
  description:
    "Returns the company's Gong users with id, name, e-mail, title and manager. Active ones by default; include_inactive adds those who left, whom old calls still name. Other tools accept a user's name or e-mail as it is.",
  access: "read",
  group: "core",
  scopes: ["api:users:read"],
  search: {
    query: "query",
    limit: "limit",
    kind: "person",
    results: "users",
    title: "name",
    about: ["title", "email"],
  },
  input: z.object({
    query: z.string().max(200).optional().describe("Text in the name, e-mail or title; or a user's id"),
    include_inactive: z.boolean().default(false).describe("Also those who left"),
    ...pageInput(500, 100),
  }),
  output: z.object({
    users: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string().optional(),
        title: z.string().optional(),
        manager: z.string().optional(),
        active: z.boolean(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const byId = input.query !== undefined && isId(input.query.trim());
    const users = byId ? [await api.user(input.query?.trim() ?? "")] : await api.users();
    const names = new Map(users.map((user) => [user.id, userName(user)]));
    const wanted = input.query?.toLowerCase() ?? "";
    const found = users.filter(
      (user) => byId || ((input.include_inactive || user.active !== false) && mentions(user, wanted)),
    );
    const { rows, ...next } = await collect(input, async () => ({ rows: found }));
    return { users: rows.map((user) => showUser(user, names)), ...next };
  },
  render: (output) =>
    parts(table(output.users, ["id", "name", "email", "title", "manager", "active"]), nextPage(output)),
});

const mentions = (user: User, wanted: string): boolean =>
  [userName(user), user.emailAddress, ...(user.emailAliases ?? []), user.title].some((text) =>
    text?.toLowerCase().includes(wanted),
  );

const showUser = (user: User, names: ReadonlyMap<string, string>) => ({
  id: user.id,
  name: userName(user),
  ...(user.emailAddress ? { email: user.emailAddress } : {}),
  ...(user.title ? { title: user.title } : {}),
  ...(user.managerId ? { manager: both(names.get(user.managerId) ?? "", user.managerId) } : {}),
  active: user.active !== false,
});
