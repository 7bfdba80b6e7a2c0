import { type Answer, type Call, route } from "../emulator.ts";
import { byKey } from "../world/world.ts";
import { metaData, selected } from "./content.ts";
import { badRequest, notFound, requestId } from "./errors.ts";
import { asRecord, filterOf, idsIn, type Json, timeIn } from "./json.ts";
import { page } from "./paging.ts";
import type { GongCall, GongState } from "./state.ts";
import { fixed } from "./tokens.ts";
import { knownWorkspace } from "./workspaces.ts";

/** Gong sends up to a hundred at once; with fewer, the company's calls fill several pages. */
const PAGE = 10;
const NONE = "No calls found corresponding to the provided filters";

function found(state: GongState, filter: Json): readonly GongCall[] {
  const from = timeIn(filter["fromDateTime"], "fromDateTime") ?? -Infinity;
  const to = timeIn(filter["toDateTime"], "toDateTime") ?? Infinity;
  if (from >= to) badRequest("fromDateTime must be before toDateTime");
  const given = filter["workspaceId"];
  const workspace = knownWorkspace(typeof given === "string" ? given : undefined);
  const callIds = idsIn(filter, "callIds");
  const hosts = idsIn(filter, "primaryUserIds");
  const calls = state.calls.filter(({ recorded, workspace: of }) => {
    const started = Date.parse(recorded.startedAt);
    return (
      started >= from &&
      started < to &&
      (!workspace || of === workspace) &&
      (!callIds || callIds.has(recorded.gongId)) &&
      (!hosts || hosts.has(byKey(state.world.people, recorded.hostKey).gongId))
    );
  });
  return calls.length > 0 ? calls : notFound(NONE);
}

function list(call: Call<GongState>): Answer {
  const { state, query } = call;
  if (!query.has("fromDateTime") || !query.has("toDateTime")) {
    badRequest("fromDateTime and toDateTime must be given");
  }
  const calls = found(state, Object.fromEntries(query));
  return page(
    call,
    "calls",
    calls.map((one) => metaData(state, one)),
    { size: PAGE },
  );
}

function getOne({ state, params, path }: Call<GongState>): Answer {
  const call = state.calls.find(({ recorded }) => recorded.gongId === params["id"]);
  if (!call) return notFound(`Call ${params["id"]} was not found`);
  return { body: { requestId: requestId(path), call: metaData(state, call) } };
}

function extensive(call: Call<GongState>): Answer {
  const { state, body } = call;
  const selector = asRecord(asRecord(body)?.["contentSelector"]) ?? {};
  const calls = found(state, filterOf(body));
  return page(
    call,
    "calls",
    calls.map((one) => selected(state, one, selector)),
    { size: PAGE },
  );
}

function extensiveScopes({ body }: Call): readonly string[] {
  const selector = asRecord(asRecord(body)?.["contentSelector"]);
  const wantsMedia = asRecord(selector?.["exposedFields"])?.["media"] === true;
  return ["api:calls:read:extensive", ...(wantsMedia ? ["api:calls:read:media-url"] : [])];
}

function transcripts(call: Call<GongState>): Answer {
  const filter = filterOf(call.body);
  return page(
    call,
    "callTranscripts",
    found(call.state, filter).map(({ recorded }) => ({
      callId: recorded.gongId,
      transcript: monologues(recorded),
    })),
    { size: PAGE },
  );
}

/** Sentences of one speaker in a row, with the topic in which they fall. */
function monologues({ transcript, topics }: GongCall["recorded"]) {
  const parts: { speakerId: string; topic: string; sentences: Json[] }[] = [];
  for (const { speakerId, startMs, endMs, text } of transcript) {
    const topic = topicAt(topics, startMs / 1000);
    const last = parts.at(-1);
    const sentence = { start: startMs, end: endMs, text };
    if (last?.speakerId === speakerId && last.topic === topic) last.sentences.push(sentence);
    else parts.push({ speakerId, topic, sentences: [sentence] });
  }
  return parts;
}

function topicAt(topics: GongCall["recorded"]["topics"], second: number): string {
  let end = 0;
  return topics.find(({ seconds }) => (end += seconds) > second)?.name ?? topics.at(-1)?.name ?? "";
}

export const callRoutes = [
  route("GET", "/v2/calls", list, fixed("api:calls:read:basic")),
  route("GET", "/v2/calls/{id}", getOne, fixed("api:calls:read:basic")),
  route("POST", "/v2/calls/extensive", extensive, extensiveScopes),
  route("POST", "/v2/calls/transcript", transcripts, fixed("api:calls:read:transcript")),
];
