import { both } from "@sophia-mcp/core/names";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { type TeamRow, Teams } from "../documents/workspace.ts";
import { teamFilter } from "../filters.ts";
import { given, lines } from "../format.ts";
import { checkNames } from "../names.ts";
import { name } from "../params.ts";
import { defineTool } from "../tool.ts";

const list = z.array(z.string()).optional();

export const listTeams = defineTool({
  name: "linear_list_teams",
  title: "List teams",
  description:
    "Lists the teams the credential can see, with key and current cycle; on request also their states (in the order of the workflow, with type), their own labels and their members. Retired teams are left out unless asked for. Labels of the whole workspace come from linear_list_labels.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Name one team, or ask for fewer of states, labels and members.",
  input: z.object({
    team: name("One team, by name or key").optional(),
    states: z.boolean().default(false).describe("With workflow states"),
    labels: z.boolean().default(false).describe("With the team's labels"),
    members: z.boolean().default(false).describe("With members"),
    include_retired: z.boolean().default(false).describe("Include retired teams"),
    ...pageInput(50),
  }),
  output: z.object({
    teams: z.array(
      z.object({
        id: z.string(),
        key: z.string(),
        name: z.string(),
        description: z.string().optional(),
        current_cycle: z.string().optional(),
        retired_at: z.string().optional(),
        states: list,
        labels: list,
        members: list,
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { team, states, labels, members } = input;
    const filter = {
      ...(team === undefined ? {} : teamFilter(team)),
      ...(input.include_retired ? {} : { retiredAt: { null: true } }),
    };
    let workspace = "";
    const { rows, ...next } = await collect(input, async (after, first) => {
      const answer = await api.query(Teams, { filter, first, after, states, labels, members });
      workspace = answer.organization.urlKey;
      return pageOf(answer.teams);
    });
    if (rows.length === 0 && input.cursor === undefined) await checkNames(api, { teams: [team] });
    return { teams: rows.map((row) => showTeam(row, workspace)), ...next };
  },
  render: (output) =>
    parts(
      table(output.teams, [
        "id",
        "key",
        "name",
        "description",
        "current_cycle",
        "retired_at",
        "states",
        "labels",
        "members",
        "url",
      ]),
      nextPage(output),
    ),
});

function showTeam(row: TeamRow, workspace: string) {
  const { states, labels, members, activeCycle } = row;
  const order = states && {
    ...states,
    nodes: states.nodes.toSorted((left, right) => left.position - right.position),
  };
  return given({
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    current_cycle: activeCycle && `${activeCycle.number}${activeCycle.name ? ` ${activeCycle.name}` : ""}`,
    retired_at: row.retiredAt,
    states: order && lines(order, ({ id, name: title, type }) => `${both(title, id)} ${type}`),
    labels: labels && lines(labels, (label) => both(label.name, label.id)),
    members: members && lines(members, (member) => `${both(member.name, member.id)} <${member.email}>`),
    url: `https://linear.app/${workspace}/team/${row.key}`,
  });
}
