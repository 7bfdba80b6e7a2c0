import { fence } from "@sophia-mcp/core/answer";
import { InputError, ToolError } from "@sophia-mcp/core/errors";
import { parts, table } from "@sophia-mcp/core/render";
import { iso, moment } from "@sophia-mcp/core/times";
import type { CallAnswer, FindContext, SearchServer } from "./gateway-tool.ts";
import type { Question } from "./search-question.ts";
import { merged } from "./search-rank.ts";
import type { Found } from "./search-rows.ts";
import {
  searchSource,
  usableMappings,
  type Lookups,
  type Searched,
  type SourceState,
} from "./search-source.ts";
import { theSystem } from "./the-system.ts";

/** More of one system would only be cut again. */
const mostOfOne = 20;
const longestAbout = 120;

/** Arguments of `search_everything`. */
export interface EverythingInput {
  query: string;
  systems?: string[];
  since?: string;
  until?: string;
  limit: number;
}

/** Asks all systems at the same time, and words what came in time. */
export async function everythingAnswer(
  input: EverythingInput,
  context: FindContext,
  { deadlineMs, lookups }: { deadlineMs: number; lookups: Lookups },
): Promise<CallAnswer> {
  const since = input.since === undefined ? undefined : moment("since", input.since);
  const until = input.until === undefined ? undefined : moment("until", input.until);
  if (since !== undefined && until !== undefined && until <= since)
    throw new InputError('"until" is before "since".');
  const question: Question = {
    query: input.query.trim(),
    since,
    until,
    limit: Math.min(input.limit, mostOfOne),
  };
  const deadline = AbortSignal.any([context.signal, AbortSignal.timeout(deadlineMs)]);
  const searched = await Promise.all(
    sourcesOf(input.systems, context).map(async (server): Promise<Searched> =>
      server.state === "missing key"
        ? { state: withoutKey(server), lists: [] }
        : searchSource(server, question, context, { deadline, deadlineMs, lookups }),
    ),
  );
  if (context.signal.aborted)
    throw new ToolError("cancelled", "search_everything was cancelled.", { retryable: true });
  const all = merged(
    searched.flatMap(({ lists }) => lists),
    question.query,
    Date.now(),
  );
  const results = all.slice(0, input.limit).map(shown);
  const sources = searched.map(({ state }) => state);
  return {
    content: [{ type: "text", text: answerText(results, all.length, sources) }],
    structuredContent: { results, sources },
  };
}

/**
 * The systems to ask: those with a search that this caller may use.
 * @throws InputError for a named one that cannot be searched, and when there is none at all
 */
function sourcesOf(names: readonly string[] | undefined, context: FindContext): SearchServer[] {
  const searchable = context.servers.filter((server) => usableMappings(server, context).length > 0);
  if (names && names.length > 0)
    return [...new Set(names.map((name) => theSystem(name, searchable, "systems")))];
  if (searchable.length > 0) return searchable;
  throw new InputError(
    "No connected system can be searched with this profile. Use a system's own tools, or map its search tool in the configuration.",
  );
}

const withoutKey = ({ name, reason }: SearchServer): SourceState => ({
  system: name,
  state: "missing key",
  results: 0,
  ...(reason === undefined ? {} : { reason }),
  milliseconds: 0,
});

function shown({ system, kind, title, about, updated, url }: Found): Record<string, string> {
  return {
    system,
    ...(kind === undefined ? {} : { kind }),
    title,
    ...(about === ""
      ? {}
      : { about: about.length > longestAbout ? `${about.slice(0, longestAbout).toWellFormed()}…` : about }),
    ...(updated === undefined ? {} : { updated_at: iso(updated) }),
    ...(url === undefined ? {} : { url }),
  };
}

function answerText(
  results: readonly Record<string, string>[],
  all: number,
  sources: readonly SourceState[],
): string {
  const rows = table(results, ["system", "kind", "title", "about", "updated_at", "url"]);
  return parts(
    results.length === 0 ? "Nothing found." : `${all} found, ${results.length} shown`,
    results.length > 0 && fence("search_everything", rows),
    sourceText(sources),
  );
}

/** A line of those that answered, and one for each reason why others did not. */
function sourceText(sources: readonly SourceState[]): string {
  const answered = sources.filter(({ state, results }) => state === "ok" || results > 0);
  const reasons = new Map<string, string[]>();
  for (const { system, state, reason } of sources) {
    if (state === "ok") continue;
    const why = reason === undefined ? state : `${state} (${reason})`;
    reasons.set(why, [...(reasons.get(why) ?? []), system]);
  }
  return [
    answered.length > 0 &&
      `answered: ${answered.map(({ system, results }) => `${system} ${results}`).join(", ")}`,
    ...[...reasons].map(([why, systems]) => `${why}: ${systems.join(", ")}`),
  ]
    .filter(Boolean)
    .join("\n");
}
