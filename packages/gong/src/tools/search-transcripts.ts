import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Call, Transcript } from "../answers.ts";
import type { GongApi } from "../api.ts";
import { callUrl } from "../calls.ts";
import { clock, timeSpan, utc } from "../dates.ts";
import { callId, workspaceId } from "../names.ts";
import { sinceParam, untilParam, workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import { sentencesOf, speakerNames } from "../transcript.ts";

/** Transcripts are large, so that fewer pages of them are read than of other things; one holds up to 100 calls. */
const mostPages = 5;

export const searchTranscripts = defineTool({
  name: "gong_search_transcripts",
  title: "Search transcripts",
  description:
    "Finds where a word or phrase was said in the calls of a period, or in given calls: call, time into it, speaker, and the sentence with its neighbours. Gong has no such search: transcripts are read and searched here, a bounded number at a time; the answer says how many, and a cursor continues. Give a short period.",
  access: "read",
  group: "core",
  scopes: ["api:calls:read:transcript", "api:calls:read:extensive"],
  more: "Pass a smaller limit with cursor, or a shorter period.",
  input: z.object({
    query: z.string().min(2).max(200).describe("Word or phrase, in any case"),
    calls: z
      .array(z.string().min(1).max(500))
      .min(1)
      .max(100)
      .optional()
      .describe("Only these calls, by id or link; the period is then ignored"),
    since: sinceParam("7d"),
    until: untilParam,
    workspace: workspaceParam,
    ...pageInput(100),
  }),
  output: z.object({
    looked_at: z.int(),
    in_period: z.int().optional(),
    hits: z.array(
      z.object({
        call_id: z.string(),
        title: z.string().optional(),
        started_at: z.string().optional(),
        at: z.string(),
        speaker: z.string(),
        text: z.string(),
        url: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api, progress }) {
    const workspace = input.workspace === undefined ? undefined : await workspaceId(api, input.workspace);
    const filter = {
      ...(input.calls ? { callIds: input.calls.map(callId) } : timeSpan(input)),
      workspaceId: workspace,
    };
    const words = plain(input.query);
    let lookedAt = 0;
    let total: number | undefined;
    const { rows, ...next } = await collect(
      input,
      async (cursor) => {
        const page = await api.transcripts(filter, cursor);
        lookedAt += page.rows.length;
        total = page.total;
        progress(lookedAt, total);
        return { ...page, rows: page.rows.flatMap((transcript) => hitsIn(transcript, words)) };
      },
      mostPages,
    );
    const calls = await callsOf(api, [...new Set(rows.map((hit) => hit.callId))]);
    return {
      looked_at: lookedAt,
      ...(total === undefined ? {} : { in_period: total }),
      hits: rows.map((hit) => showHit(hit, calls.get(hit.callId))),
      ...next,
    };
  },
  render: (output) =>
    parts(
      `${output.hits.length} hits shown, ${output.looked_at} transcripts looked at${output.in_period === undefined ? "" : ` of ${output.in_period}`}`,
      output.hits.length > 0 &&
        table(output.hits, ["call_id", "title", "started_at", "at", "speaker", "text", "url"]),
      nextPage(output),
    ),
});

interface Hit {
  callId: string;
  start: number;
  speakerId: string;
  text: string;
}

const plain = (text: string): string => text.toLowerCase().replaceAll("’", "'").replace(/\s+/g, " ").trim();

function hitsIn(transcript: Transcript, words: string): Hit[] {
  const sentences = sentencesOf(transcript);
  return sentences.flatMap(({ start, speakerId, text }, place) => {
    if (!plain(text).includes(words)) return [];
    const around = [sentences[place - 1]?.text, text, sentences[place + 1]?.text];
    return [{ callId: transcript.callId, start, speakerId, text: around.filter(Boolean).join(" / ") }];
  });
}

async function callsOf(api: GongApi, callIds: readonly string[]): Promise<Map<string, Call>> {
  const calls = new Map<string, Call>();
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages && calls.size < callIds.length; pages++) {
    const page = await ifPermitted(api.calls({ callIds }, { exposedFields: { parties: true } }, cursor));
    for (const call of page?.rows ?? []) calls.set(call.metaData.id, call);
    cursor = page?.next;
    if (cursor === undefined) break;
  }
  return calls;
}

function showHit(hit: Hit, call: Call | undefined) {
  const startedAt = utc(call?.metaData.started);
  return {
    call_id: hit.callId,
    ...(call?.metaData.title ? { title: call.metaData.title } : {}),
    ...(startedAt ? { started_at: startedAt } : {}),
    at: clock(hit.start / 1000),
    speaker: speakerNames(call)(hit.speakerId),
    text: hit.text,
    ...(call ? { url: callUrl(call) } : {}),
  };
}
