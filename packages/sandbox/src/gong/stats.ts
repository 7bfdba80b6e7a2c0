import { type Answer, type Call, route } from "../emulator.ts";
import type { Person } from "../world/people.ts";
import { badRequest, notFound } from "./errors.ts";
import { asRecord, dayIn, filterOf, idsIn, type Json } from "./json.ts";
import { page } from "./paging.ts";
import type { Deed, GongState } from "./state.ts";
import { average, interactionOf } from "./talk-stats.ts";
import { fixed } from "./tokens.ts";

const PAGE = 5;
const DAY = 86_400_000;

const ACTIVITIES = [
  "callsAsHost",
  "callsGaveFeedback",
  "callsRequestedFeedback",
  "callsReceivedFeedback",
  "ownCallsListenedTo",
  "othersCallsListenedTo",
  "callsSharedInternally",
  "callsSharedExternally",
  "callsScorecardsFilled",
  "callsScorecardsReceived",
  "callsAttended",
  "callsCommentsGiven",
  "callsCommentsReceived",
  "callsMarkedAsFeedbackGiven",
  "callsMarkedAsFeedbackReceived",
] as const;

type Span = { from: number; to: number };

const within = (at: string, { from, to }: Span): boolean => Date.parse(at) >= from && Date.parse(at) < to;

function asked(call: Call<GongState>): Span & { people: readonly Person[] } {
  const filter = filterOf(call.body);
  const from = dayIn(filter["fromDate"], "fromDate") ?? badRequest("fromDate: must not be null");
  const to = dayIn(filter["toDate"], "toDate") ?? badRequest("toDate: must not be null");
  if (from >= to) badRequest("fromDate must be before toDate");
  const ids = idsIn(filter, "userIds");
  const { people } = call.state.world;
  const unknown = [...(ids ?? [])].find((id) => !people.some(({ gongId }) => gongId === id));
  if (unknown !== undefined) notFound(`User ${unknown} was not found`);
  return { from, to, people: people.filter(({ gongId }) => !ids || ids.has(gongId)) };
}

const deedsOf = (state: GongState, person: Person, span: Span): Deed[] =>
  state.deeds.filter((deed) => deed.userKey === person.key && within(deed.at, span));

const counts = (deeds: readonly Deed[]) =>
  Object.fromEntries(ACTIVITIES.map((what) => [what, deeds.filter((deed) => deed.what === what).length]));

const listed = (deeds: readonly Deed[]) =>
  Object.fromEntries(
    ACTIVITIES.map((what) => [what, deeds.filter((deed) => deed.what === what).map(({ callId }) => callId)]),
  );

const iso = (time: number): string => new Date(time).toISOString();

const named = ({ gongId, email }: Person, stats: Json): Json => ({
  userId: gongId,
  userEmailAddress: email,
  ...stats,
});

const dated = (stats: Json, { from, to }: Span): Json => ({ ...stats, fromDate: iso(from), toDate: iso(to) });

function total(call: Call<GongState>): Answer {
  const { people, ...span } = asked(call);
  const rows = people
    .map((person) => ({ person, deeds: deedsOf(call.state, person, span) }))
    .filter(({ deeds }) => deeds.length > 0)
    .map(({ person, deeds }) => named(person, { userAggregateActivityStats: counts(deeds) }));
  return page(call, "usersAggregateActivityStats", rows, { size: PAGE, ...bounds(span) });
}

const bounds = ({ from, to }: Span) => ({
  timeZone: "UTC",
  fromDateTime: iso(from),
  toDateTime: iso(to),
});

/** The first moment of the period after the one that a moment lies in. */
function nextPeriod(time: number, period: string): number {
  const day = new Date(time);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  if (period === "DAY") return time + DAY;
  // Weeks begin on Sunday.
  if (period === "WEEK") return time + (7 - day.getUTCDay()) * DAY;
  if (period === "MONTH") return Date.UTC(year, month + 1);
  if (period === "QUARTER") return Date.UTC(year, month - (month % 3) + 3);
  return Date.UTC(year + 1, 0);
}

function periods({ from, to }: Span, period: string): Span[] {
  const spans: Span[] = [];
  for (let start = from; start < to; start = nextPeriod(start, period)) {
    spans.push({ from: start, to: Math.min(nextPeriod(start, period), to) });
  }
  return spans;
}

function byPeriod(call: Call<GongState>): Answer {
  const { people, ...span } = asked(call);
  const period = String(asRecord(call.body)?.["aggregationPeriod"]);
  const spans = periods(span, period);
  const rows = people
    .filter((person) => deedsOf(call.state, person, span).length > 0)
    .map((person) =>
      named(person, {
        userAggregateActivity: spans.map((part) => dated(counts(deedsOf(call.state, person, part)), part)),
      }),
    );
  return page(call, "usersAggregateActivity", rows, { size: PAGE });
}

function dayByDay(call: Call<GongState>): Answer {
  const { people, ...span } = asked(call);
  const days = periods(span, "DAY");
  const rows = people.flatMap((person) => {
    const active = days
      .map((day) => ({ day, deeds: deedsOf(call.state, person, day) }))
      .filter(({ deeds }) => deeds.length > 0);
    if (active.length === 0) return [];
    const userDailyActivityStats = active.map(({ day, deeds }) => dated(listed(deeds), day));
    return [named(person, { userDailyActivityStats })];
  });
  return page(call, "usersDetailedActivities", rows, { size: PAGE });
}

function interaction(call: Call<GongState>): Answer {
  const { people, ...span } = asked(call);
  const rows = people.flatMap((person) => {
    const stats = call.state.calls
      .filter(({ recorded }) => within(recorded.startedAt, span))
      .filter(({ recorded }) => recorded.participants.some(({ key }) => key === person.key))
      .map(({ recorded }) => interactionOf(recorded, person.key));
    return stats.length > 0 ? [named(person, { personInteractionStats: average(stats) })] : [];
  });
  if (rows.length === 0) notFound("No stats found for the specified period");
  return page(call, "peopleInteractionStats", rows, { size: PAGE, ...bounds(span) });
}

export const statsRoutes = [
  route("POST", "/v2/stats/activity/aggregate", total, fixed("api:stats:user-actions")),
  route("POST", "/v2/stats/activity/aggregate-by-period", byPeriod, fixed("api:stats:user-actions")),
  route("POST", "/v2/stats/activity/day-by-day", dayByDay, fixed("api:stats:user-actions:detailed")),
  route("POST", "/v2/stats/interaction", interaction, fixed("api:stats:interaction")),
];
