import type { Person } from "../world/people.ts";
import { fault, type Json, method, type MethodCall, paged, wanted } from "./method.ts";
import { actorOf, type SlackState, TEAM } from "./state.ts";
import { BOT } from "./tokens.ts";

/** Offset of a zone on the sandbox's day, in seconds. */
function offset(zone: string, at: Date): number {
  const name = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;
  const [, sign = "+", hours = "0", minutes = "0"] = /([+-])(\d{2}):(\d{2})/.exec(name ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

function presentPerson(state: SlackState, person: Person, withEmail: boolean): Json {
  const tz_offset = offset(person.timeZone, state.world.calendar.now);
  return {
    id: person.slackId,
    team_id: TEAM.id,
    name: `${person.firstName}.${person.lastName}`.toLowerCase(),
    deleted: !person.active,
    real_name: person.name,
    ...(person.active ? { tz: person.timeZone, tz_label: person.timeZone, tz_offset } : {}),
    is_admin: person.key === "ines" || person.key === "tobias",
    is_bot: false,
    is_restricted: false,
    updated: Math.floor(Date.parse(state.world.calendar.at(-30)) / 1000),
    profile: {
      real_name: person.name,
      display_name: person.firstName,
      first_name: person.firstName,
      last_name: person.lastName,
      title: person.title,
      phone: "",
      status_text: person.key === "declan" ? "With a customer" : "",
      status_emoji: person.key === "declan" ? ":handshake:" : "",
      status_expiration: 0,
      team: TEAM.id,
      ...(withEmail ? { email: person.email } : {}),
    },
  };
}

function presentBot(): Json {
  return {
    id: BOT.userId,
    team_id: TEAM.id,
    name: BOT.name,
    deleted: false,
    real_name: BOT.realName,
    tz: "America/Los_Angeles",
    tz_offset: -28_800,
    is_admin: false,
    is_bot: true,
    profile: { real_name: BOT.realName, display_name: "", title: "", bot_id: BOT.botId, team: TEAM.id },
  };
}

const mayMail = ({ token }: MethodCall): boolean => token.scopes.includes("users:read.email");

function list(call: MethodCall): Json {
  const { state, args } = call;
  const members = [
    ...state.world.people.map((person) => presentPerson(state, person, mayMail(call))),
    presentBot(),
  ];
  const { rows, ...rest } = paged(members, args, 100);
  return { members: rows, cache_ts: Math.floor(state.clock / 1000), ...rest };
}

function info(call: MethodCall): Json {
  const id = wanted(call.args, "user");
  if (id === BOT.userId) return { user: presentBot() };
  const person = call.state.world.people.find((one) => one.slackId === id) ?? fault("user_not_found");
  return { user: presentPerson(call.state, person, mayMail(call)) };
}

function lookupByEmail(call: MethodCall): Json {
  const email = wanted(call.args, "email").toLowerCase();
  const person =
    call.state.world.people.find((one) => one.email === email && one.active) ?? fault("users_not_found");
  return { user: presentPerson(call.state, person, true) };
}

function test({ state, token }: MethodCall): Json {
  const user_id = actorOf(state, token);
  const person = state.world.people.find((one) => one.slackId === user_id);
  return {
    url: TEAM.url,
    team: TEAM.name,
    team_id: TEAM.id,
    user: person ? `${person.firstName}.${person.lastName}`.toLowerCase() : BOT.name,
    user_id,
    ...(token.kind === "bot" ? { bot_id: BOT.botId } : {}),
    is_enterprise_install: false,
  };
}

export const userRoutes = [
  method("auth.test", { tier: 4 }, test),
  method("users.list", { tier: 2, scopes: ["users:read"] }, list),
  method("users.info", { tier: 4, scopes: ["users:read"] }, info),
  method("users.lookupByEmail", { tier: 3, scopes: ["users:read.email"] }, lookupByEmail),
];
