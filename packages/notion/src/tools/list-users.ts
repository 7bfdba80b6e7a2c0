import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { defineTool } from "../tool.ts";

export const listUsers = defineTool({
  name: "notion_list_users",
  title: "List users",
  description:
    "Returns the workspace's members and integrations with name, e-mail and id. Guests are not listed. The integration needs the capability to read user information; e-mail addresses need it with e-mail.",
  access: "read",
  group: "core",
  scopes: ["read user information"],
  input: z.object({
    query: z.string().max(200).optional().describe("Part of the name or e-mail; looks through all users"),
    ...pageInput(),
  }),
  output: z.object({
    users: z.array(
      z.object({ id: z.string(), name: z.string(), email: z.string().optional(), type: z.string() }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const wanted = input.query?.toLowerCase();
    const page = await collect(
      input,
      async (cursor, limit) => {
        // Few users fit a query, so pages are read at their largest.
        const size = wanted === undefined ? limit : 100;
        const found = await api.users({ page_size: size, ...(cursor ? { start_cursor: cursor } : {}) });
        // Everybody's address has the same domain, so only the part before it is looked into.
        const rows = found.results.filter((user) =>
          [user.name, user.person?.email?.split("@")[0]].some((text) =>
            text?.toLowerCase().includes(wanted?.split("@")[0] ?? ""),
          ),
        );
        return {
          rows: wanted === undefined ? found.results : rows,
          ...(found.next_cursor ? { next: found.next_cursor } : {}),
        };
      },
      20,
    );
    const { rows, ...next } = page;
    const users = rows.map((user) => ({
      id: user.id,
      name: user.name ?? "",
      email: user.person?.email,
      type: user.type ?? "person",
    }));
    return { users, ...next };
  },
  render: (output) => parts(table(output.users, ["name", "email", "type", "id"]), nextPage(output)),
});
