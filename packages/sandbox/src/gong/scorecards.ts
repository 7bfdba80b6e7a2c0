import { type Answer, type Call, route } from "../emulator.ts";
import { digitsFor } from "../world/ids.ts";
import { byKey } from "../world/world.ts";
import { notFound, requestId } from "./errors.ts";
import { dayIn, filterOf, idsIn, longNumber } from "./json.ts";
import { page } from "./paging.ts";
import { type GongCall, type GongState, isScored, managerOf } from "./state.ts";
import { fixed } from "./tokens.ts";
import { CUSTOMERS, SALES, type WorkspaceSeed } from "./workspaces.ts";

const PAGE = 5;

type Question = {
  text: string;
  type: "SCALE" | "OPEN" | "SELECT";
  options?: readonly string[];
  overall?: boolean;
};
type Card = {
  id: string;
  name: string;
  workspace: WorkspaceSeed;
  enabled: boolean;
  questions: readonly Question[];
};

const CARDS: readonly Card[] = [
  {
    id: "6843152929075440037",
    name: "Discovery and pricing",
    workspace: SALES,
    enabled: true,
    questions: [
      { text: "Overall, how did the call go?", type: "SCALE", overall: true },
      { text: "Was the pain put into a number?", type: "SCALE" },
      { text: "Who decides was", type: "SELECT", options: ["asked", "known already", "not asked"] },
      { text: "What should be tried next time?", type: "OPEN" },
    ],
  },
  {
    id: "6843152929075440129",
    name: "Renewal conversation",
    workspace: CUSTOMERS,
    enabled: true,
    questions: [
      { text: "Overall, how safe is the renewal?", type: "SCALE", overall: true },
      { text: "Was every open incident named?", type: "SCALE" },
    ],
  },
  {
    id: "6843152929075440211",
    name: "Cold call (old)",
    workspace: SALES,
    enabled: false,
    questions: [{ text: "Was the opening short?", type: "SCALE" }],
  },
];

const questionId = (card: Card, place: number): string => digitsFor(`gong:question:${card.id}:${place}`, 18);

const TYPES = { SCALE: "RANGE", OPEN: "OPEN_ENDED", SELECT: "MULTIPLE_CHOICE" } as const;

function list({ state, path }: Call<GongState>): Answer {
  const { calendar, people } = state.world;
  const scorecards = CARDS.map((card) => ({
    scorecardId: longNumber(card.id),
    scorecardName: card.name,
    workspaceId: longNumber(card.workspace.id),
    enabled: card.enabled,
    updaterUserId: longNumber(byKey(people, "maren").gongId),
    created: calendar.at(-200),
    updated: calendar.at(-40),
    questions: card.questions.map((question, place) => ({
      questionId: longNumber(questionId(card, place)),
      questionRevisionId: longNumber(questionId(card, place + 100)),
      questionText: question.text,
      isOverall: question.overall === true,
      questionType: TYPES[question.type],
      ...(question.type === "SCALE" ? { minRange: 1, maxRange: 5 } : {}),
      ...(question.options ? { answerOptions: question.options.map((text, id) => ({ id, text })) } : {}),
    })),
  }));
  return { body: { requestId: requestId(path), scorecards } };
}

const cardOf = (call: GongCall): Card =>
  CARDS.find((card) => card.enabled && card.workspace === call.workspace) ?? (CARDS[0] as Card);

const DAY = 86_400_000;

/** Reviews are written on the day after the call. */
const reviewedAt = ({ recorded }: GongCall): number => Date.parse(recorded.endedAt) + DAY;

function answers(call: GongCall, card: Card) {
  return card.questions.map((question, place) => {
    const score = 1 + (Number(digitsFor(`gong:score:${call.recorded.key}:${place}`, 4)) % 5);
    return {
      questionId: longNumber(questionId(card, place)),
      questionRevisionId: longNumber(questionId(card, place + 100)),
      isOverall: question.overall === true,
      score: question.type === "SCALE" ? score : null,
      answerText: question.type === "OPEN" ? `Name the price of doing nothing earlier.` : null,
      notApplicable: false,
      selectedOptions: question.options ? [question.options[score % question.options.length]] : null,
    };
  });
}

function answered(call: Call<GongState>): Answer {
  const { state } = call;
  const filter = filterOf(call.body);
  const bound = (key: string, fallback: number) => dayIn(filter[key], key) ?? fallback;
  const users = idsIn(filter, "reviewedUserIds");
  const cards = idsIn(filter, "scorecardIds");
  const host = ({ recorded }: GongCall) => byKey(state.world.people, recorded.hostKey);
  const rows = state.calls.filter((one) => {
    const [started, reviewed] = [Date.parse(one.recorded.startedAt), reviewedAt(one)];
    return (
      isScored(one) &&
      started >= bound("callFromDate", -Infinity) &&
      started < bound("callToDate", Infinity) &&
      reviewed >= bound("reviewFromDate", -Infinity) &&
      reviewed < bound("reviewToDate", Infinity) &&
      (!users || users.has(host(one).gongId)) &&
      (!cards || cards.has(cardOf(one).id))
    );
  });
  if (rows.length === 0) notFound("Answered scorecards not found");
  return page(
    call,
    "answeredScorecards",
    rows.map((one) => {
      const card = cardOf(one);
      const reviewer = byKey(state.world.people, managerOf(state.world, one.recorded.hostKey) ?? "maren");
      return {
        answeredScorecardId: longNumber(digitsFor(`gong:answered:${one.recorded.key}`, 18)),
        scorecardId: longNumber(card.id),
        scorecardName: card.name,
        callId: longNumber(one.recorded.gongId),
        callStartTime: one.recorded.startedAt,
        reviewedUserId: longNumber(host(one).gongId),
        reviewerUserId: longNumber(reviewer.gongId),
        reviewTime: new Date(reviewedAt(one)).toISOString(),
        visibilityType: "PUBLIC",
        answers: answers(one, card),
      };
    }),
    { size: PAGE },
  );
}

export const scorecardRoutes = [
  route("GET", "/v2/settings/scorecards", list, fixed("api:settings:scorecards:read")),
  route("POST", "/v2/stats/activity/scorecards", answered, fixed("api:stats:scorecards")),
];
