import { both } from "@sophia-mcp/core/names";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Scorecard } from "../answers.ts";
import { utc } from "../dates.ts";
import { oneLine } from "../lines.ts";
import { defineTool } from "../tool.ts";

export const listScorecards = defineTool({
  name: "gong_list_scorecards",
  title: "List scorecards",
  description:
    "Returns the scorecards with which calls are reviewed, with their questions, ranges of scores and answer options. Reviews that were made come from gong_list_scorecard_answers.",
  access: "read",
  group: "scorecards",
  scopes: ["api:settings:scorecards:read"],
  more: "Pass query.",
  input: z.object({
    query: z.string().max(200).optional().describe("Text in the scorecard's name"),
    include_disabled: z.boolean().default(false).describe("Also those that are switched off"),
  }),
  output: z.object({
    scorecards: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        enabled: z.boolean(),
        workspace: z.string().optional(),
        updated_at: z.string().optional(),
        questions: z.array(z.object({ id: z.string(), text: z.string(), type: z.string() })),
      }),
    ),
  }),
  async run({ input, api }) {
    const wanted = input.query?.toLowerCase() ?? "";
    const [scorecards, workspaces = []] = await Promise.all([
      api.scorecards(),
      ifPermitted(api.workspaces()),
    ]);
    const names = new Map(workspaces.map(({ id, name }) => [id, name]));
    return {
      scorecards: scorecards
        .filter((card) => input.include_disabled || card.enabled !== false)
        .filter((card) => card.scorecardName.toLowerCase().includes(wanted))
        .map((card) => showScorecard(card, names)),
    };
  },
  render: ({ scorecards }) =>
    parts(
      `${scorecards.length} scorecards`,
      ...scorecards.map((card) =>
        [
          [`${card.name} [${card.id}]`, card.workspace, card.updated_at, !card.enabled && "disabled"]
            .filter(Boolean)
            .join(" | "),
          ...card.questions.map(({ id, text, type }) => `- ${text} [${id}] (${type})`),
        ].join("\n"),
      ),
    ),
});

function showScorecard(card: Scorecard, workspaces: ReadonlyMap<string, string>) {
  const updated = utc(card.updated);
  const workspace = card.workspaceId === undefined ? "" : String(card.workspaceId);
  return {
    id: String(card.scorecardId),
    name: oneLine(card.scorecardName),
    enabled: card.enabled !== false,
    ...(workspace ? { workspace: both(workspaces.get(workspace) ?? "", workspace) } : {}),
    ...(updated ? { updated_at: updated } : {}),
    questions: (card.questions ?? []).map((question) => ({
      id: String(question.questionId),
      text: oneLine(question.questionText),
      type: typeOf(question),
    })),
  };
}

type Question = NonNullable<Scorecard["questions"]>[number];

function typeOf({ questionType = "SCALE", isOverall, minRange, maxRange, answerOptions }: Question): string {
  const range = minRange !== undefined && maxRange !== undefined ? `${minRange}-${maxRange}` : undefined;
  const options = (answerOptions ?? []).map(({ text }) => text).join(" / ");
  return [questionType.toLowerCase(), range, options, isOverall && "overall"].filter(Boolean).join(", ");
}
