import { uuidFor } from "../world/ids.ts";
import { table } from "../world/table.ts";
import { byKey, type World } from "../world/world.ts";
import { link, type LinearState, put, slug, slugId } from "./state.ts";
import { teamId, TEAMS } from "./seed-workspace.ts";

const STATUSES = table(
  ["name", "type", "color"],
  `
Backlog | backlog | #bec2c8
Planned | planned | #e2e2e2
In Progress | started | #f2c94c
Paused | paused | #f2994a
Completed | completed | #5e6ad2
Canceled | canceled | #95a2b3
`,
);

const STATUS_OF: Readonly<Record<string, string>> = {
  planned: "Planned",
  started: "In Progress",
  completed: "Completed",
};
export const HEALTH: Readonly<Record<string, string>> = {
  on_track: "onTrack",
  at_risk: "atRisk",
  off_track: "offTrack",
};

const MILESTONES = table(
  ["project", "name", "day", "description"],
  `
flow4 | Reservations in the shop view | 6 | Staff see what is held
flow4 | Load test below 50 ms | 12 | At 400 orders a second
flow4 | Go-live | 30 | First three customers
edge | Firmware 2.8.1 | 1 | Back-off with jitter
edge | Night batch in time for two weeks | 21 | No table lock
access | SCIM for Marlow | 4 | Create, change, remove
insight | Region pinning | 5 | For Calder's contract
`,
);

const UPDATES = table(
  ["project", "author", "day", "health", "body"],
  `
flow4 | sofia | -14 | on_track | Shop view is in review. Load test reaches 81 ms, goal is 50.
flow4 | sofia | -2 | on_track | **63 ms** after batching the stock look-ups. Go-live order of customers is agreed.
edge | tobias | -9 | at_risk | Bluefin's night batch was late eleven times. The index is measured on a copy: 38 minutes, no lock.
edge | tobias | -2 | at_risk | Firmware 2.8.1 is built, one drop in four days. The renewal of Bluefin depends on the batch.
access | amara | -3 | on_track | Sessions are closed when a user is removed. Ready to be shown to Marlow.
insight | nadia | -4 | on_track | The connector refuses other regions.
onboarding | declan | -1 | at_risk | Service credit for Bluefin is not agreed yet.
`,
);

const INITIATIVES = table(
  ["name", "owner", "status", "health", "day", "projects", "description"],
  `
Peak season | ines | Active | atRisk | 40 | flow4,edge | Nothing fails between November and January
Enterprise ready | tobias | Active | onTrack | 75 | access,onboarding | What security teams and large customers ask for
Data in the customer's hands | sofia | Planned | - | 120 | insight | Reports without exports
Move to one code base | tobias | Completed | - | -100 | - | Three services became one
`,
);

const CYCLE_DAYS = 14;
/** The cycle that runs today; the calendar's day 0 is its sixth day. */
export const CURRENT_CYCLE = 12;
const CYCLE_START = -5;

export const cycleId = (team: string, number: number): string => uuidFor(`linear:cycle:${team}:${number}`);
export const milestoneId = (project: string, name: string): string =>
  uuidFor(`linear:milestone:${project}:${name}`);

export function seedPlans(state: LinearState): void {
  const { world } = state;
  const { calendar } = world;
  const person = (key: string) => byKey(world.people, key).linearId;
  for (const [position, row] of STATUSES.entries()) {
    const stamps = { createdAt: calendar.at(-400), updatedAt: calendar.at(-400) };
    put(state, "ProjectStatus", { ...stamps, ...row, id: uuidFor(`linear:status:${row.name}`), position });
  }
  for (const project of world.projects) seedProject(state, project);
  for (const [index, row] of MILESTONES.entries()) {
    put(state, "ProjectMilestone", {
      id: milestoneId(row.project, row.name),
      createdAt: calendar.at(-60, 9, index),
      updatedAt: calendar.at(-5),
      name: row.name,
      description: row.description,
      targetDate: calendar.date(Number(row.day)),
      sortOrder: index,
      status: Number(row.day) < 3 ? "next" : "unstarted",
      projectId: byKey(world.projects, row.project).linearId,
    });
  }
  for (const row of UPDATES) {
    const project = byKey(world.projects, row.project);
    const id = uuidFor(`linear:update:${row.project}:${row.day}`);
    const at = calendar.at(Number(row.day), 11);
    put(state, "ProjectUpdate", {
      id,
      createdAt: at,
      updatedAt: at,
      body: row.body,
      health: HEALTH[row.health],
      slugId: slugId(id),
      url: link(`project/${slug(project.name)}-${slugId(project.linearId)}/updates#${slugId(id)}`),
      projectId: project.linearId,
      userId: person(row.author),
    });
  }
  for (const row of INITIATIVES) {
    const id = uuidFor(`linear:initiative:${row.name}`);
    put(state, "Initiative", {
      id,
      createdAt: calendar.at(-150),
      updatedAt: calendar.at(-6),
      name: row.name,
      description: row.description,
      slugId: slugId(id),
      url: link(`initiative/${slug(row.name)}-${slugId(id)}`),
      status: row.status,
      health: row.health === "-" ? undefined : row.health,
      targetDate: calendar.date(Number(row.day)),
      ownerId: person(row.owner),
      creatorId: person(row.owner),
      projectIds: world.projects
        .filter(({ key }) => row.projects.split(",").includes(key))
        .map(({ linearId }) => linearId),
    });
  }
  seedCycles(state);
  seedDocuments(state);
}

function seedProject(state: LinearState, project: World["projects"][number]): void {
  const { calendar, people, work } = state.world;
  const members = new Set([
    project.leadKey,
    ...work.filter(({ projectKey }) => projectKey === project.key).map(({ assigneeKey }) => assigneeKey),
  ]);
  put(state, "Project", {
    id: project.linearId,
    key: project.key,
    createdAt: `${project.startDate}T08:00:00.000Z`,
    updatedAt: calendar.at(-1, 12),
    name: project.name,
    description: project.description,
    content: `# ${project.name}\n\n${project.description}`,
    slugId: slugId(project.linearId),
    url: link(`project/${slug(project.name)}-${slugId(project.linearId)}`),
    color: "#5e6ad2",
    priority: project.health === "at_risk" ? 1 : 2,
    priorityLabel: project.health === "at_risk" ? "Urgent" : "High",
    health: HEALTH[project.health],
    startDate: project.startDate,
    targetDate: project.targetDate,
    startedAt: `${project.startDate}T08:00:00.000Z`,
    statusId: uuidFor(`linear:status:${STATUS_OF[project.state]}`),
    leadId: byKey(people, project.leadKey).linearId,
    creatorId: byKey(people, project.leadKey).linearId,
    memberIds: people.filter(({ key, active }) => active && members.has(key)).map(({ linearId }) => linearId),
    teamIds: [teamId(project.teamKey)],
  });
}

function seedCycles(state: LinearState): void {
  const { calendar } = state.world;
  for (const { key } of TEAMS.filter(({ cycles }) => cycles === "1")) {
    for (let number = CURRENT_CYCLE - 2; number <= CURRENT_CYCLE + 1; number += 1) {
      const first = CYCLE_START + (number - CURRENT_CYCLE) * CYCLE_DAYS;
      put(state, "Cycle", {
        id: cycleId(key, number),
        createdAt: calendar.at(first - 30),
        updatedAt: calendar.at(Math.min(first, -1)),
        number,
        name: number === CURRENT_CYCLE && key === "FLOW" ? "Peak freeze" : undefined,
        startsAt: calendar.at(first, 0),
        endsAt: calendar.at(first + CYCLE_DAYS, 0),
        completedAt: number < CURRENT_CYCLE ? calendar.at(first + CYCLE_DAYS, 0) : undefined,
        teamId: teamId(key),
      });
    }
  }
}

function seedDocuments(state: LinearState): void {
  const { people, projects, documents } = state.world;
  for (const document of documents) {
    if (document.projectKey === undefined) continue;
    const id = document.linearId;
    put(state, "Document", {
      id,
      createdAt: document.createdAt,
      updatedAt: document.updatedAt,
      title: document.title,
      content: document.text,
      slugId: slugId(id),
      url: link(`document/${slug(document.title)}-${slugId(id)}`),
      documentContentId: uuidFor(`linear:content:${document.key}`),
      creatorId: byKey(people, document.authorKey).linearId,
      updatedById: byKey(people, document.authorKey).linearId,
      projectId: byKey(projects, document.projectKey).linearId,
    });
  }
}
