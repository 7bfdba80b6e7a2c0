import { type Answer, type Call, route } from "../emulator.ts";
import type { Person } from "../world/people.ts";
import { byKey } from "../world/world.ts";
import { badRequest, notFound, requestId } from "./errors.ts";
import { timeIn } from "./json.ts";
import { page } from "./paging.ts";
import { type GongState, managerOf } from "./state.ts";
import { fixed } from "./tokens.ts";
import { CUSTOMERS, knownWorkspace } from "./workspaces.ts";

const PAGE = 10;

export function personById(state: GongState, id: string): Person | undefined {
  return state.world.people.find((person) => person.gongId === id);
}

function present(state: GongState, person: Person) {
  const { world } = state;
  const manager = person.managerKey === undefined ? undefined : byKey(world.people, person.managerKey);
  return {
    id: person.gongId,
    emailAddress: person.email,
    created: world.calendar.at(-400),
    active: person.active,
    emailAliases: [`${person.firstName}@tessalane.example`.toLowerCase()],
    trustedEmailAddress: null,
    firstName: person.firstName,
    lastName: person.lastName,
    title: person.title,
    phoneNumber: null,
    extension: null,
    personalMeetingUrls: [],
    settings: {
      webConferencesRecorded: person.active,
      preventWebConferenceRecording: false,
      telephonyCallsImported: false,
      emailsImported: true,
      preventEmailImport: false,
      nonRecordedMeetingsImported: false,
      gongConnectEnabled: true,
    },
    managerId: manager?.gongId ?? null,
    meetingConsentPageUrl: null,
    spokenLanguages: [{ language: "en-US", primary: true }],
  };
}

function list(call: Call<GongState>): Answer {
  const { state } = call;
  return page(
    call,
    "users",
    state.world.people.map((person) => present(state, person)),
    { size: PAGE },
  );
}

function getOne({ state, params, path }: Call<GongState>): Answer {
  const id = params["id"] ?? "";
  if (!/^\d{1,20}$/.test(id)) badRequest(`id: "${id}" is not a user id`);
  const person = personById(state, id) ?? notFound(`User ${id} was not found`);
  return { body: { requestId: requestId(path), user: present(state, person) } };
}

const coachingUser = ({ gongId, email, firstName, lastName, title }: Person) => ({
  id: gongId,
  emailAddress: email,
  firstName,
  lastName,
  title,
});

/** What a manager does with a report's calls, by the names that Gong gives it. */
const COACHING: Readonly<Record<string, string>> = {
  callsListenedTo: "othersCallsListenedTo",
  callsManagerAttended: "callsAttended",
  callsWithFeedback: "callsGaveFeedback",
  callsManagerCommentedOn: "callsCommentsGiven",
  callsWithScorecardFilled: "callsScorecardsFilled",
};

function coaching({ state, query, path }: Call<GongState>): Answer {
  const workspace = knownWorkspace(query.get("workspace-id"));
  const from = timeIn(query.get("from"), "from") ?? 0;
  const to = timeIn(query.get("to"), "to") ?? Infinity;
  if (from >= to) badRequest("from must be before to");
  const managerId = query.get("manager-id") ?? "";
  const manager = personById(state, managerId) ?? badRequest(`manager-id: user ${managerId} was not found`);
  const reports = state.world.people.filter((person) => managerOf(state.world, person.key) === manager.key);
  const directReportsMetrics = reports.map((report) => {
    const calls = state.calls.filter(
      (call) =>
        call.recorded.hostKey === report.key &&
        call.workspace === workspace &&
        Date.parse(call.recorded.startedAt) >= from &&
        Date.parse(call.recorded.startedAt) < to,
    );
    const ids = new Set(calls.map(({ recorded }) => recorded.gongId));
    const done = (what: string) =>
      state.deeds
        .filter((deed) => deed.userKey === manager.key && deed.what === what && ids.has(deed.callId))
        .map((deed) => deed.callId);
    const metrics = Object.entries(COACHING).map(([name, what]) => [name, done(what)] as const);
    return { report: coachingUser(report), metrics: Object.fromEntries(metrics) };
  });
  const coachingData = reports.length === 0 ? [] : [{ manager: coachingUser(manager), directReportsMetrics }];
  return { body: { requestId: requestId(path), coachingData } };
}

type FlowSeed = { name: string; folder: string; ownerKey?: string; sharedWith?: readonly string[] };

const FLOWS: readonly FlowSeed[] = [
  { name: "New lead, five touches", folder: "Outbound" },
  { name: "After the trade fair", folder: "Outbound" },
  { name: "Renewal in 90 days", folder: "Renewals" },
  { name: "Quiet prospects", folder: "Priya", ownerKey: "priya", sharedWith: ["lucas"] },
  { name: "Warehouse managers", folder: "Priya", ownerKey: "priya" },
  { name: "Second look", folder: "Lucas", ownerKey: "lucas" },
];

function flows(call: Call<GongState>): Answer {
  const { state, query } = call;
  const email = query.get("flowOwnerEmail")?.toLowerCase();
  const owner =
    state.world.people.find((person) => person.email === email) ??
    badRequest(`flowOwnerEmail: there is no user ${email}`);
  const workspace = knownWorkspace(query.get("workspaceId"));
  const rows = FLOWS.map((seed, index) => ({ seed, index }))
    .filter(
      ({ seed }) =>
        seed.ownerKey === undefined ||
        seed.ownerKey === owner.key ||
        seed.sharedWith?.includes(owner.key) === true,
    )
    .filter(({ seed }) => !workspace || (seed.folder === "Renewals") === (workspace === CUSTOMERS))
    .map(({ seed, index }) => ({
      id: `15120478239900${index}1`,
      name: seed.name,
      folderId: `9912047${seed.folder.length}`,
      folderName: seed.folder,
      visibility:
        seed.ownerKey === undefined ? "Company" : seed.ownerKey === owner.key ? "Personal" : "Shared",
      creationDate: state.world.calendar.at(-120 + index),
      exclusive: index === 2,
    }));
  return page(call, "flows", rows, { size: PAGE });
}

export const userRoutes = [
  route("GET", "/v2/users", list, fixed("api:users:read")),
  route("GET", "/v2/users/{id}", getOne, fixed("api:users:read")),
  route("GET", "/v2/coaching", coaching, fixed("api:coaching:read")),
  route("GET", "/v2/flows", flows, fixed("api:flows:read")),
];
