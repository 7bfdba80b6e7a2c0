import { uuidFor } from "../world/ids.ts";
import { table } from "../world/table.ts";
import { link, type LinearState, put, WORKSPACE } from "./state.ts";

/** Team `LAB` was retired: its issues went elsewhere. */
export const TEAMS = table(
  ["key", "name", "cycles", "description"],
  `
FLOW | Flow | 1 | Orders and reservations
EDG | Edge | 1 | Gateways, scanners and night batches
SEC | Security | 1 | Sign-on, provisioning, audit
INS | Insight | 1 | The warehouse connector
ONB | Onboarding | 0 | Rollouts, renewals and training
LAB | Labs | 0 | Experiments, closed last spring
`,
);

export const RETIRED = "LAB";

const STATES = table(
  ["name", "type", "color"],
  `
Triage | triage | #fc7840
Backlog | backlog | #bec2c8
Todo | unstarted | #e2e2e2
In Progress | started | #f2c94c
In Review | started | #0f783c
Done | completed | #5e6ad2
Canceled | canceled | #95a2b3
Duplicate | duplicate | #95a2b3
`,
);

/** Labels of one team only; a word that two teams use is a label in each. All others belong to the workspace. */
export const TEAM_LABELS: Readonly<Record<string, readonly string[]>> = {
  firmware: ["EDG"],
  hardware: ["EDG"],
  launch: ["FLOW"],
  support: ["EDG", "ONB"],
  renewal: ["ONB"],
  scim: ["SEC"],
};

const AREA: ReadonlySet<string> = new Set(["backend", "frontend", "data", "database"]);

export const teamId = (key: string): string => uuidFor(`linear:team:${key}`);
export const stateId = (team: string, name: string): string => uuidFor(`linear:state:${team}:${name}`);
export const labelId = (name: string, team = ""): string => uuidFor(`linear:label:${team}:${name}`);
const areaId = labelId("Area");

export function seedWorkspace(state: LinearState): void {
  const { calendar, people, work } = state.world;
  const long = { createdAt: calendar.at(-400), updatedAt: calendar.at(-90) };
  put(state, "Organization", {
    ...long,
    ...WORKSPACE,
    id: uuidFor("linear:organization"),
    userCount: people.filter(({ active }) => active).length,
    createdIssueCount: work.length,
  });
  for (const [index, person] of people.entries()) {
    put(state, "User", {
      ...long,
      createdAt: calendar.at(-400 + index),
      id: person.linearId,
      key: person.key,
      name: person.name,
      displayName: person.firstName.toLowerCase(),
      email: person.email,
      title: person.title,
      active: person.active,
      admin: person.key === "tobias" || person.key === "amara",
      url: link(`profiles/${person.firstName.toLowerCase()}`),
      timezone: person.timeZone,
      initials: `${person.firstName[0]}${person.lastName[0]}`,
      avatarBackgroundColor: "#5e6ad2",
      isAssignable: person.active,
      isMentionable: person.active,
      canAccessAnyPublicTeam: true,
      lastSeen: person.active ? calendar.at(-1, 17) : calendar.at(-60),
    });
  }
  for (const [index, row] of TEAMS.entries()) seedTeam(state, row, index);
  seedLabels(state);
}

function seedTeam(state: LinearState, row: (typeof TEAMS)[number], index: number): void {
  const { calendar, work, people, projects } = state.world;
  const stamps = { createdAt: calendar.at(-390 + index), updatedAt: calendar.at(-60) };
  const project = projects.find(({ teamKey }) => teamKey === row.key);
  const members = new Set(
    work.filter((item) => item.projectKey === project?.key).map((item) => item.assigneeKey),
  );
  if (project) members.add(project.leadKey);
  put(state, "Team", {
    ...stamps,
    id: teamId(row.key),
    key: row.key,
    name: row.name,
    displayName: row.name,
    description: row.description,
    retiredAt: row.key === RETIRED ? calendar.at(-200) : undefined,
    timezone: "Europe/Berlin",
    visibility: "public",
    cyclesEnabled: row.cycles === "1",
    cycleDuration: 2,
    triageEnabled: row.key === "ONB",
    issueEstimationType: "fibonacci",
    setIssueSortOrderOnStateChange: "last",
    defaultStateId: stateId(row.key, "Backlog"),
    memberIds: people
      .filter(({ key, active }) => active && members.has(key))
      .map((person) => person.linearId),
  });
  for (const [position, { name, type, color }] of STATES.entries()) {
    if (name === "Triage" && row.key !== "ONB") continue;
    const id = stateId(row.key, name);
    put(state, "WorkflowState", { ...stamps, id, name, type, color, position, teamId: teamId(row.key) });
  }
}

function seedLabels(state: LinearState): void {
  const { calendar, work } = state.world;
  const stamps = { createdAt: calendar.at(-380), updatedAt: calendar.at(-100) };
  const base = { ...stamps, color: "#4cb782", isGroup: false };
  put(state, "IssueLabel", {
    ...base,
    id: areaId,
    name: "Area",
    isGroup: true,
    description: "Part of the product",
  });
  for (const name of [...new Set(work.flatMap((item) => item.labels))].sort()) {
    const parentId = AREA.has(name) ? areaId : undefined;
    const teams = TEAM_LABELS[name];
    if (!teams) put(state, "IssueLabel", { ...base, id: labelId(name), name, parentId });
    for (const team of teams ?? []) {
      put(state, "IssueLabel", { ...base, id: labelId(name, team), name, teamId: teamId(team) });
    }
  }
}
