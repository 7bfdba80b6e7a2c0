import type { Calendar } from "./calendar.ts";
import { digitsFor, uuidFor } from "./ids.ts";
import { createRandom } from "./random.ts";
import { table } from "./table.ts";
import { WORK_COLUMNS, WORK_ITEMS } from "./work-items.ts";

export type WorkState = "backlog" | "todo" | "in_progress" | "in_review" | "done" | "cancelled";

/** An internal project: an Asana project, a Linear project and a Notion area of the same name. */
export type Project = {
  key: string;
  name: string;
  description: string;
  leadKey: string;
  teamKey: string;
  state: "planned" | "started" | "completed";
  health: "on_track" | "at_risk" | "off_track";
  startDate: string;
  targetDate: string;
  asanaGid: string;
  linearId: string;
  notionId: string;
  /** The repository in which its code lives. */
  repository: string | undefined;
};

export type WorkComment = { authorKey: string; at: string; text: string };

/** A piece of work: an Asana task, a Linear issue, and a GitHub issue where it has code. */
export type WorkItem = {
  /** Also the Linear identifier, such as EDG-27. */
  key: string;
  number: number;
  projectKey: string;
  title: string;
  description: string;
  assigneeKey: string | undefined;
  creatorKey: string;
  state: WorkState;
  /** 1 urgent to 4 low, as Linear counts. */
  priority: number;
  estimate: number;
  dueDate: string | undefined;
  labels: readonly string[];
  dealKey: string | undefined;
  blockedBy: readonly string[];
  parentKey: string | undefined;
  comments: readonly WorkComment[];
  createdAt: string;
  updatedAt: string;
  completedAt: string | undefined;
  asanaGid: string;
  linearId: string;
};

const PROJECT_ROWS = table(
  ["key", "name", "lead", "team", "state", "health", "start", "target", "repository", "description"],
  `
flow4 | Flow 4.0 launch | sofia | FLOW | started | on_track | -80 | 30 | flow-router | Store-level reservations and versioned routing rules, before the peak season.
edge | Edge reliability | tobias | EDG | started | at_risk | -60 | 21 | edge-gateway | Scanners that stay connected and night batches that end on time.
access | Sign-on and provisioning | amara | SEC | started | on_track | -70 | 14 | flow-router | Single sign-on, SCIM, audit log: what security teams ask for.
insight | Insight connector | nadia | INS | started | on_track | -90 | 45 | insight-connector | Orders and stock in the customer's own warehouse.
onboarding | Customer onboarding | declan | ONB | started | at_risk | -120 | 60 | - | Rollouts, renewals and training of customers.
`,
);

/** Who waits for whom. */
const BLOCKED_BY: Readonly<Record<string, readonly string[]>> = {
  "EDG-28": ["EDG-27"],
  "EDG-29": ["EDG-28"],
  "EDG-31": ["EDG-32"],
  "EDG-34": ["EDG-32"],
  "SEC-14": ["SEC-12", "SEC-13"],
  "SEC-18": ["SEC-12"],
  "ONB-45": ["ONB-44", "EDG-33"],
  "ONB-49": ["EDG-29"],
  "ONB-51": ["INS-15"],
  "FLOW-36": ["FLOW-35"],
};

const PARENTS: Readonly<Record<string, string>> = {
  "EDG-32": "EDG-31",
  "EDG-34": "EDG-31",
  "SEC-13": "SEC-12",
  "SEC-14": "SEC-12",
  "FLOW-33": "FLOW-32",
};

const COMMENTS = table(
  ["key", "author", "day", "text"],
  `
EDG-27 | rafael | -13 | Reproduced in the cold room at the office: one missed beacon and all eleven scanners reconnect within 200 ms.
EDG-27 | lucas | -12 | Orchard & Pike count twenty drops on a bad shift. This decides the pilot.
EDG-27 | rafael | -3 | Back-off with jitter is in the pull request; four days on two gateways with one drop.
EDG-31 | yusuf | -11 | Third ticket from Bluefin this month, the batch ended at 05:40.
EDG-31 | amara | -9 | The snapshot locks the table for 52 minutes when the counts of all sites arrive together.
EDG-31 | declan | -4 | Renata will open a tender if it happens again before the renewal.
EDG-32 | nadia | -2 | Concurrent build on a copy took 38 minutes, no lock above 20 ms.
SEC-12 | amara | -5 | Create and update pass the conformance tests; delete still leaves sessions open.
SEC-12 | priya | -3 | Theo asks for a live walk-through, can we show the branch?
SEC-12 | amara | -1 | Sessions are closed now. Branch is ready to be shown.
INS-13 | priya | -6 | Elliot Strand needs the sentence on residency in the contract, not in a slide.
INS-13 | nadia | -4 | The connector refuses other regions since yesterday; test is in place.
FLOW-34 | amara | -2 | 81 ms to 63 ms after batching the stock look-ups.
FLOW-44 | yusuf | -3 | Vantry asks whether the 140 events can be replayed.
ONB-44 | maren | -1 | Ceiling is eight percent, start at five.
ONB-48 | priya | -1 | Legal returns it tomorrow morning.
`,
);

export function createProjects(calendar: Calendar): Project[] {
  return PROJECT_ROWS.map((row) => ({
    key: row.key,
    name: row.name,
    description: row.description,
    leadKey: row.lead,
    teamKey: row.team,
    state: row.state as Project["state"],
    health: row.health as Project["health"],
    startDate: calendar.date(Number(row.start)),
    targetDate: calendar.date(Number(row.target)),
    asanaGid: `12064${digitsFor(`asana:project:${row.key}`, 11)}`,
    linearId: uuidFor(`linear:project:${row.key}`),
    notionId: uuidFor(`notion:project:${row.key}`),
    repository: row.repository === "-" ? undefined : row.repository,
  }));
}

export function createWork(calendar: Calendar, seed: number): WorkItem[] {
  const random = createRandom(seed * 31 + 7);
  const leads = new Map(PROJECT_ROWS.map((row) => [row.key, row.lead]));
  return table(WORK_COLUMNS, WORK_ITEMS).map((row) => {
    const due = row.due === "-" ? undefined : Number(row.due);
    const finished = row.state === "done" || row.state === "cancelled";
    const createdDay = Math.min(-14, (due ?? 0) - random.int(14, 40));
    const comments = COMMENTS.filter((comment) => comment.key === row.key);
    const updatedDay = Math.max(
      createdDay + 1,
      Number(comments.at(-1)?.day ?? (finished ? (due ?? -10) : -random.int(1, 12))),
    );
    return {
      key: row.key,
      number: Number(row.key.split("-")[1]),
      projectKey: row.project,
      title: row.title,
      description: row.description,
      assigneeKey: row.assignee === "-" ? undefined : row.assignee,
      creatorKey: leads.get(row.project) ?? "sofia",
      state: row.state as WorkState,
      priority: Number(row.priority),
      estimate: random.pick([1, 2, 3, 5]),
      dueDate: due === undefined ? undefined : calendar.date(due),
      labels: row.labels.split(","),
      dealKey: row.deal === "-" ? undefined : row.deal,
      blockedBy: BLOCKED_BY[row.key] ?? [],
      parentKey: PARENTS[row.key],
      comments: comments.map(({ author, day, text }) => ({
        authorKey: author,
        at: calendar.at(Number(day), random.int(8, 17), random.int(0, 59)),
        text,
      })),
      createdAt: calendar.at(createdDay, random.int(8, 17)),
      updatedAt: calendar.at(Math.min(-1, updatedDay), 18),
      completedAt: finished ? calendar.at(due ?? -10, 15) : undefined,
      asanaGid: `12065${digitsFor(`asana:task:${row.key}`, 11)}`,
      linearId: uuidFor(`linear:issue:${row.key}`),
    };
  });
}
