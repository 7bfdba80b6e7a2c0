import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { projectFields, projectShape, showProjects } from "../format.ts";
import { findProject, userValue } from "../names.ts";
import { dayOrNone, markdownParam, nameParam, projectParam } from "../params.ts";
import { toHtml } from "../to-html.ts";
import { defineTool } from "../tool.ts";

const day = (key: string, given: string | undefined) =>
  given === undefined ? {} : { [key]: given === "none" ? null : given };

export const updateProject = defineTool({
  name: "asana_update_project",
  title: "Update project",
  description:
    "Renames, archives or restores a project, changes its owner, dates and notes, or adds sections at its end; what is left out stays. Notes are replaced as a whole. How it is going is said with asana_add_status_update.",
  access: "write",
  group: "projects",
  scopes: ["projects:write"],
  input: z.object({
    project: projectParam,
    name: z.string().min(1).max(1024).optional().describe("New name"),
    notes: markdownParam.optional().describe("New description in Markdown"),
    owner: nameParam.optional().describe("Person, by name, e-mail, id or me; none clears"),
    start_date: dayOrNone.optional().describe("As 2026-11-20; none clears"),
    due_date: dayOrNone.optional().describe("As 2026-11-30; none clears"),
    archived: z.boolean().optional().describe("true archives, false restores"),
    add_sections: z.array(nameParam).max(30).default([]).describe("Names of sections to add"),
  }),
  output: projectShape,
  async run({ input, api }) {
    const gid = await findProject(api, input.project);
    const data = {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.notes === undefined ? {} : { html_notes: await toHtml(input.notes, "notes") }),
      ...(input.owner === undefined ? {} : { owner: await userValue(api, input.owner) }),
      ...day("start_on", input.start_date),
      ...day("due_on", input.due_date),
      ...(input.archived === undefined ? {} : { archived: input.archived }),
    };
    if (Object.keys(data).length === 0 && input.add_sections.length === 0)
      throw new InputError("Nothing to change: pass at least one of name, notes, owner, due_date and so on.");
    const project =
      Object.keys(data).length > 0
        ? await api.updateProject(gid, data, projectFields)
        : await api.project(gid, projectFields);
    for (const name of input.add_sections) await api.createSection(gid, name);
    const [shown] = await showProjects(api, [project]);
    return shown ?? { id: gid, name: "", url: "" };
  },
  render: (project) =>
    `Updated project ${project.id}\n${fields({ ...project, archived: project.archived ? "yes" : "no" })}`,
});
