import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { IssueCreate, IssueLine } from "../documents/issues.ts";
import { issueShape, showIssue } from "../format.ts";
import { issueFields, namesOf } from "../issue-input.ts";
import { findNames, pick } from "../names.ts";
import { dateParam, issueParam, markdown, name, ownIdParam, priorityParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const createIssue = defineTool({
  name: "linear_create_issue",
  title: "Create issue",
  description:
    "Creates an issue in a team and returns it with its link. Everything is given by name; an unknown name is refused with the ones that exist, before anything is created. Without a state the team's default is used. A broken connection cannot double it.",
  access: "write",
  group: "core",
  scopes: ["write or issues:create"],
  input: z.object({
    title: z.string().min(1).max(500).describe("Title"),
    team: name("Team name or key"),
    description: markdown.optional().describe("Markdown"),
    state: name("State name").optional(),
    assignee: name("Name, e-mail, display name or me").optional(),
    priority: priorityParam,
    estimate: z.int().min(0).max(1000).optional().describe("Points on the team's scale"),
    due_date: dateParam,
    labels: z.array(z.string().max(200)).max(20).optional().describe("Labels"),
    project: name("Project name or link").optional(),
    milestone: name("Milestone of the project").optional(),
    cycle: name("Number, name, current or next").optional(),
    parent: issueParam.optional().describe("Makes this a sub-issue of it"),
    id: ownIdParam,
  }),
  output: issueShape,
  async run({ input, api }) {
    const { id, team: teamName, ...changes } = input;
    const found = await findNames(api, { ...namesOf(changes), teams: [teamName] });
    const team = await pick(api, "team", found, teamName);
    const issueInput = { ...(await issueFields(api, found, changes, team)), teamId: team.id };
    const row = await api.create(
      id,
      async (own) =>
        (await api.mutate(IssueCreate, { input: { ...issueInput, id: own } }, "parent issue")).issueCreate
          .issue,
      async (own) => (await api.query(IssueLine, { id: own }, `issue ${own}`)).issue,
    );
    return showIssue(row);
  },
  render: (issue) => `Created ${issue.id}\n${fields(issue)}`,
});
