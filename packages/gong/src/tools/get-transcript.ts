import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { callUrl } from "../calls.ts";
import { clock } from "../dates.ts";
import { callId } from "../names.ts";
import { callParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import { sentencesOf, speakerIds, speakerNames, turns } from "../transcript.ts";

export const getTranscript = defineTool({
  name: "gong_get_transcript",
  title: "Get transcript",
  description:
    "Returns what was said in a call, turn by turn, with the speaker's name and the time into the call. Long calls come in pieces: cut by minutes or by speaker, or page with cursor. To find words use gong_search_transcripts; for a summary use gong_get_call.",
  access: "read",
  group: "core",
  scopes: ["api:calls:read:transcript", "api:calls:read:extensive"],
  more: "Pass a smaller limit with cursor, or from_minute, to_minute or speaker.",
  input: z.object({
    call: callParam,
    from_minute: z.number().min(0).max(1440).optional().describe("Only from this minute of the call on"),
    to_minute: z.number().min(0).max(1440).optional().describe("Only up to this minute"),
    speaker: z
      .string()
      .min(1)
      .max(320)
      .optional()
      .describe("Only this speaker, by name, e-mail or id; or internal, external"),
    ...pageInput(1000, 200),
  }),
  output: z.object({
    call_id: z.string(),
    title: z.string().optional(),
    url: z.string().optional(),
    total: z.int(),
    turns: z.array(z.object({ at: z.string(), speaker: z.string(), text: z.string() })),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const id = callId(input.call);
    const [transcripts, details] = await Promise.all([
      api.transcripts({ callIds: [id] }),
      ifPermitted(api.calls({ callIds: [id] }, { exposedFields: { parties: true } })),
    ]);
    const transcript = transcripts.rows.find((one) => one.callId === id);
    if (!transcript) {
      throw new InputError(
        `Gong has no transcript of call ${id}: the id is wrong, or the call is private or not yet processed.`,
      );
    }
    const call = details?.rows[0];
    const name = speakerNames(call);
    const only = input.speaker === undefined ? undefined : speakerIds(call, input.speaker);
    const start = (input.from_minute ?? 0) * 60_000;
    const end = (input.to_minute ?? Infinity) * 60_000;
    // Turns are put together before the cut by speaker, or what was said in answer to others would run together.
    const spoken = turns(
      sentencesOf(transcript).filter((sentence) => sentence.start >= start && sentence.start < end),
    ).filter((turn) => !only || only.has(turn.speakerId));
    const { rows, ...next } = await collect(input, async () => ({ rows: spoken }));
    return {
      call_id: id,
      ...(call?.metaData.title ? { title: call.metaData.title } : {}),
      ...(call ? { url: callUrl(call) } : {}),
      total: spoken.length,
      turns: rows.map((turn) => ({
        at: clock(turn.start / 1000),
        speaker: name(turn.speakerId),
        text: turn.text,
      })),
      ...next,
    };
  },
  render: (output) =>
    parts(
      [output.title, `call ${output.call_id}`, output.url].filter(Boolean).join(" | "),
      `${output.turns.length} of ${output.total} turns`,
      output.turns.map(({ at, speaker, text }) => `${at} ${speaker}: ${text}`).join("\n"),
      nextPage(output),
    ),
});
