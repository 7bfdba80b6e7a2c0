import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findWorkspace } from "../names.ts";
import { workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const searchObjects = defineTool({
  name: "asana_search_objects",
  title: "Find by name",
  description:
    "Finds tasks, projects, people, tags, teams or portfolios by the words that their names begin with, the most relevant first. Works on every plan. It completes names and is not exhaustive: for tasks by text, assignee or date use asana_search_tasks.",
  access: "read",
  group: "core",
  scopes: ["workspaces.typeahead:read"],
  search: {
    query: "query",
    limit: "limit",
    results: "objects",
    title: "name",
    url: "url",
    calls: [
      { kind: "project", arguments: { type: "project" } },
      { kind: "person", arguments: { type: "user" } },
    ],
  },
  input: z.object({
    type: z
      .enum([
        "task",
        "project",
        "user",
        "tag",
        "team",
        "portfolio",
        "custom_field",
        "goal",
        "project_template",
      ])
      .describe("What to look for"),
    query: z
      .string()
      .max(200)
      .default("")
      .describe("Beginnings of words of the name; empty: the most recent"),
    limit: z.int().min(1).max(100).default(20).describe("Rows to return, at most 100; there is no next page"),
    workspace: workspaceParam,
  }),
  output: z.object({
    objects: z.array(z.object({ id: z.string(), name: z.string(), url: z.string().optional() })),
  }),
  async run({ input, api }) {
    const { gid } = await findWorkspace(api, input.workspace);
    const found = await api.typeahead(gid, input.type, input.query, input.limit);
    const link = links[input.type];
    return {
      objects: found.map(({ gid: id, name = "" }) => ({ id, name, url: link?.(id) })),
    };
  },
  render: ({ objects }) => table(objects, ["id", "name", "url"]),
});

/** Addresses that Asana completes by itself. */
const links: Readonly<Record<string, (gid: string) => string>> = {
  task: (gid) => `https://app.asana.com/0/0/${gid}/f`,
  project: (gid) => `https://app.asana.com/0/${gid}/list`,
  portfolio: (gid) => `https://app.asana.com/0/portfolio/${gid}/list`,
};
