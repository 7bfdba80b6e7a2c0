import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { type UserRow, Users } from "../documents/workspace.ts";
import { given } from "../format.ts";
import { defineTool } from "../tool.ts";

export const listUsers = defineTool({
  name: "linear_list_users",
  title: "List people",
  description:
    "Lists the people of the workspace with name, display name, e-mail and role, optionally those whose name or e-mail contains a text. People whose account was closed are left out unless asked for. The members of one team come from linear_list_teams.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  search: {
    query: "query",
    limit: "limit",
    kind: "person",
    results: "users",
    title: "name",
    url: "url",
    about: ["title", "email"],
  },
  input: z.object({
    query: z.string().min(1).max(200).optional().describe("Part of name or e-mail"),
    include_inactive: z.boolean().default(false).describe("Include closed accounts"),
    ...pageInput(250, 50),
  }),
  output: z.object({
    users: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        display_name: z.string(),
        email: z.string(),
        title: z.string().optional(),
        role: z.string(),
        active: z.boolean(),
        time_zone: z.string().optional(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const contains = { containsIgnoreCase: input.query };
    const filter =
      input.query === undefined
        ? {}
        : { or: [{ name: contains }, { displayName: contains }, { email: contains }] };
    const { rows, ...next } = await collect(input, async (after, first) => {
      const page = { filter, first, after, includeDisabled: input.include_inactive };
      return pageOf((await api.query(Users, page)).users);
    });
    return { users: rows.map(showUser), ...next };
  },
  render: (output) =>
    parts(
      table(output.users, [
        "id",
        "name",
        "display_name",
        "email",
        "title",
        "role",
        "active",
        "time_zone",
        "url",
      ]),
      nextPage(output),
    ),
});

const showUser = (row: UserRow) =>
  given({
    id: row.id,
    name: row.name,
    display_name: row.displayName,
    email: row.email,
    title: row.title,
    role: row.app ? "app" : row.guest ? "guest" : row.admin ? "admin" : "member",
    active: row.active,
    time_zone: row.timezone,
    url: row.url,
  });
