import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { documentShape, showDocument } from "../document-format.ts";
import { Document, DocumentCreate } from "../documents/pages.ts";
import { findNames, pick } from "../names.ts";
import { markdown, name, ownIdParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const createDocument = defineTool({
  name: "linear_create_document",
  title: "Create document",
  description:
    "Creates a document in Markdown and returns it with its link. It belongs to exactly one of project, initiative and team, each given by name. A broken connection cannot double it.",
  access: "write",
  group: "documents",
  scopes: ["write"],
  input: z.object({
    title: z.string().min(1).max(500).describe("Title"),
    content: markdown.optional().describe("Markdown"),
    project: name("Project name or link").optional(),
    initiative: name("Initiative name or link").optional(),
    team: name("Team name or key").optional(),
    id: ownIdParam,
  }),
  output: documentShape,
  async run({ input, api }) {
    const { id, title, content, project, initiative, team } = input;
    if ([project, initiative, team].filter((home) => home !== undefined).length !== 1)
      throw new InputError("Pass exactly one of project, initiative and team: where the document belongs.");
    const found = await findNames(api, { project, initiative, teams: [team] });
    const home = {
      ...(project === undefined ? {} : { projectId: (await pick(api, "project", found, project)).id }),
      ...(initiative === undefined
        ? {}
        : { initiativeId: (await pick(api, "initiative", found, initiative)).id }),
      ...(team === undefined ? {} : { teamId: (await pick(api, "team", found, team)).id }),
    };
    const row = await api.create(
      id,
      async (own) =>
        (await api.mutate(DocumentCreate, { input: { ...home, title, content, id: own } })).documentCreate
          .document,
      async (own) => (await api.query(Document, { id: own }, `document ${own}`)).document,
    );
    return showDocument(row);
  },
  render: (document) => `Created document\n${fields(document)}`,
});
