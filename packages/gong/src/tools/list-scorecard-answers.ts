import { both, theOne } from "@sophia-mcp/core/names";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { AnsweredScorecard, Scorecard } from "../answers.ts";
import type { GongApi } from "../api.ts";
import { daySpan, utc } from "../dates.ts";
import { oneLine } from "../lines.ts";
import { isId, plain, userIds, userLabels } from "../names.ts";
import { sinceParam, untilParam, usersParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listScorecardAnswers = defineTool({
  name: "gong_list_scorecard_answers",
  title: "List scorecard answers",
  description:
    "Returns reviews of calls by scorecard: call, who was reviewed by whom, and each question with its score, text or chosen options. The period is that of the calls, or of the reviews with period_of.",
  access: "read",
  group: "scorecards",
  scopes: ["api:stats:scorecards", "api:settings:scorecards:read"],
  more: "Name a scorecard or users, or pass a smaller limit with cursor.",
  input: z.object({
    since: sinceParam("30d"),
    until: untilParam,
    period_of: z.enum(["calls", "reviews"]).default("calls").describe("What the period is about"),
    scorecard: z.string().min(1).max(200).optional().describe("Scorecard, by name or id"),
    users: usersParam,
    ...pageInput(200, 50),
  }),
  output: z.object({
    reviews: z.array(
      z.object({
        id: z.string(),
        scorecard: z.string(),
        call_id: z.string(),
        call_started_at: z.string().optional(),
        reviewed: z.string().optional(),
        reviewer: z.string().optional(),
        reviewed_at: z.string().optional(),
        answers: z.array(z.object({ question: z.string(), answer: z.string() })),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { fromDate, toDate } = daySpan(input);
    const [scorecardId, reviewedUserIds, label] = await Promise.all([
      input.scorecard === undefined ? undefined : findScorecard(api, input.scorecard),
      userIds(api, input.users),
      userLabels(api),
    ]);
    const filter = {
      ...(input.period_of === "calls"
        ? { callFromDate: fromDate, callToDate: toDate }
        : { reviewFromDate: fromDate, reviewToDate: toDate }),
      reviewedUserIds,
      scorecardIds: scorecardId === undefined ? undefined : [scorecardId],
    };
    const question = questionTexts((await ifPermitted(api.scorecards())) ?? []);
    const { rows, ...next } = await collect(input, (cursor) => api.answeredScorecards(filter, cursor));
    return { reviews: rows.map((row) => showReview(row, label, question)), ...next };
  },
  render: (output) =>
    parts(
      `${output.reviews.length} reviews`,
      ...output.reviews.map((review) =>
        [
          [
            review.scorecard,
            `call ${review.call_id}`,
            review.call_started_at,
            review.reviewed,
            review.reviewer && `by ${review.reviewer}`,
            review.reviewed_at,
          ]
            .filter(Boolean)
            .join(" | "),
          ...review.answers.map(({ question, answer }) => `- ${question}: ${answer}`),
        ].join("\n"),
      ),
      nextPage(output),
    ),
});

async function findScorecard(api: GongApi, given: string): Promise<string> {
  const wanted = plain(given).toLowerCase();
  if (isId(wanted)) return wanted;
  const cards = await api.scorecards();
  const named = cards.filter((card) => card.scorecardName.toLowerCase().includes(wanted));
  const whole = named.filter((card) => card.scorecardName.toLowerCase() === wanted);
  const card = theOne(given, whole.length === 1 ? whole : named, {
    what: "scorecard",
    name: ({ scorecardName }) => scorecardName,
    show: ({ scorecardName, scorecardId }) => both(scorecardName, String(scorecardId)),
    known: cards,
  });
  return String(card.scorecardId);
}

function questionTexts(cards: readonly Scorecard[]): (id: string) => string {
  const texts = new Map(
    cards.flatMap((card) =>
      (card.questions ?? []).map(
        ({ questionId, questionText }) => [String(questionId), oneLine(questionText)] as const,
      ),
    ),
  );
  return (id) => texts.get(id) ?? `question ${id}`;
}

function showReview(row: AnsweredScorecard, label: (id: string) => string, question: (id: string) => string) {
  const [started, reviewed] = [utc(row.callStartTime), utc(row.reviewTime)];
  return {
    id: String(row.answeredScorecardId),
    scorecard: oneLine(`${row.scorecardName ?? ""} [${row.scorecardId}]`),
    call_id: String(row.callId),
    ...(started ? { call_started_at: started } : {}),
    ...(row.reviewedUserId === undefined ? {} : { reviewed: label(String(row.reviewedUserId)) }),
    ...(row.reviewerUserId === undefined ? {} : { reviewer: label(String(row.reviewerUserId)) }),
    ...(reviewed ? { reviewed_at: reviewed } : {}),
    answers: (row.answers ?? []).map((answer) => ({
      question: question(String(answer.questionId)),
      answer: answerText(answer),
    })),
  };
}

function answerText(answer: NonNullable<AnsweredScorecard["answers"]>[number]): string {
  if (answer.notApplicable) return "not applicable";
  const { score, selectedOptions, answerText: text } = answer;
  const given = [score, selectedOptions?.join(", "), text].filter(
    (part) => part !== undefined && part !== "",
  );
  return oneLine(given.join("; ")) || "no answer";
}
