import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { StatusUpdate, StatusUpdateCreate } from "../documents/projects.ts";
import { showHealth } from "../format.ts";
import { findNames, pick } from "../names.ts";
import { markdown, name, ownIdParam } from "../params.ts";
import { defineTool } from "../tool.ts";

const healths = { on_track: "onTrack", at_risk: "atRisk", off_track: "offTrack" } as const;

export const addProjectUpdate = defineTool({
  name: "linear_add_project_update",
  title: "Add project update",
  description:
    "Posts an update on a project in Markdown, with a health that then shows on the project. Members and followers are notified. The latest update is in linear_get_project; to answer one use linear_add_comment with its id.",
  access: "write",
  group: "projects",
  scopes: ["write"],
  input: z.object({
    project: name("Project name, link or id"),
    body: markdown.min(1).describe("Markdown"),
    health: z
      .enum(["on_track", "at_risk", "off_track"])
      .optional()
      .describe("Default: as in the update before"),
    id: ownIdParam,
  }),
  output: z.object({
    id: z.string(),
    project: z.string(),
    health: z.string(),
    author: z.string(),
    created_at: z.string(),
    url: z.string(),
  }),
  async run({ input, api }) {
    const project = await pick(
      api,
      "project",
      await findNames(api, { project: input.project }),
      input.project,
    );
    const update = {
      projectId: project.id,
      body: input.body,
      ...(input.health ? { health: healths[input.health] } : {}),
    };
    const row = await api.create(
      input.id,
      async (id) => {
        const created = await api.mutate(
          StatusUpdateCreate,
          { input: { ...update, id } },
          `project ${input.project}`,
        );
        return created.projectUpdateCreate.projectUpdate;
      },
      async (id) => (await api.query(StatusUpdate, { id }, `project update ${id}`)).projectUpdate,
    );
    return {
      id: row.id,
      project: row.project.name,
      health: showHealth(row.health) ?? "",
      author: row.user.name,
      created_at: row.createdAt,
      url: row.url,
    };
  },
  render: (update) => `Added project update\n${fields(update)}`,
});
