import { errorMetaKey } from "@sophia-mcp/core/error-result";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { SearchEach } from "@sophia-mcp/core/search-mark";
import { visible } from "@sophia-mcp/core/text";
import { untilAborted } from "@sophia-mcp/core/until-aborted";
import type { CallAnswer, FindContext, SearchServer } from "./gateway-tool.ts";
import type { SearchMapping } from "./search-mapping.ts";
import { callsFor, type Question } from "./search-question.ts";
import { rawRows, rowsOf, type Found } from "./search-rows.ts";

export interface SourceState {
  system: string;
  state: "ok" | "slow" | "missing key" | "failed";
  results: number;
  /** Why it is not `ok`. */
  reason?: string;
  milliseconds: number;
}

export interface Searched {
  state: SourceState;
  /** One list for each call, best first. */
  lists: Found[][];
}

/** Values that a search had to be told first, by caller's profile, server and tool. */
export type Lookups = Map<string, { values: unknown[]; until: number }>;

/** Systems gain and lose indexes rarely. */
const lookupMs = 300_000;

/** The mappings of a server whose tools this caller may use. */
export const usableMappings = (server: SearchServer, context: FindContext): SearchMapping[] =>
  (server.search ?? []).filter(({ tool }) => toolName(server, tool, context) !== undefined);

const toolName = ({ name }: SearchServer, tool: string, { tools }: FindContext): string | undefined =>
  tools.find(({ server, ownName }) => server === name && ownName === tool)?.name;

/** Asks one system everything that its mappings say, until `deadline` ends it. Never throws. */
export async function searchSource(
  server: SearchServer,
  question: Question,
  context: FindContext,
  { deadline, deadlineMs, lookups }: { deadline: AbortSignal; deadlineMs: number; lookups: Lookups },
): Promise<Searched> {
  const started = performance.now();
  const problems: Problem[] = [];
  const ask = async (tool: string, args: Json): Promise<CallAnswer | undefined> => {
    const name = toolName(server, tool, context);
    if (name === undefined) {
      problems.push({
        state: "failed",
        reason: `the profile does not allow ${tool}, which this search needs`,
      });
      return undefined;
    }
    try {
      const answer = await untilAborted(context.call(name, args, { signal: deadline }), deadline);
      if (answer.isError !== true) return answer;
      problems.push(refusal(answer));
    } catch (error) {
      problems.push(
        deadline.aborted
          ? {
              state: "slow",
              reason: `no answer within ${deadlineMs} ms${server.state === "idle" ? " while it was being started" : ""}; ask again`,
            }
          : { state: "failed", reason: oneLine(error instanceof Error ? error.message : String(error)) },
      );
    }
    return undefined;
  };

  const lists = await Promise.all(
    usableMappings(server, context).map(async (mapping) => {
      const each = mapping.each ? await lookedUp(mapping.each) : [{}];
      const calls = callsFor(mapping, question).flatMap((call) => each.map((more) => ({ call, more })));
      return Promise.all(
        calls.map(async ({ call: { kind, arguments: args }, more }) => {
          const answer = await ask(mapping.tool, { ...args, ...more });
          return answer
            ? rowsOf(answer, mapping, { system: server.name, kind }).filter(inPeriod(question))
            : [];
        }),
      );
    }),
  );

  async function lookedUp(each: SearchEach): Promise<Json[]> {
    const key = [context.caller.profile, server.name, each.tool].join("\0");
    let known = lookups.get(key);
    if (!known || known.until < Date.now()) {
      const answer = await ask(each.tool, { ...each.arguments });
      if (!answer) return [];
      const rows = rawRows(answer, each.results).filter((row) =>
        Object.entries(each.where ?? {}).every(([name, wanted]) => row[name] === wanted),
      );
      known = {
        values: rows.slice(0, each.most).map((row) => row[each.value]),
        until: Date.now() + lookupMs,
      };
      lookups.set(key, known);
    }
    return known.values.map((value) => ({ [each.into]: value }));
  }

  const found = lists.flat();
  const results = found.reduce((sum, list) => sum + list.length, 0);
  const milliseconds = Math.round(performance.now() - started);
  // What keeps a person from an answer for longest is told first.
  const worst = order.flatMap((state) => problems.find((problem) => problem.state === state) ?? [])[0];
  return { state: { system: server.name, results, milliseconds, state: "ok", ...worst }, lists: found };
}

const order = ["missing key", "failed", "slow"] as const;

interface Problem {
  state: (typeof order)[number];
  reason: string;
}

function refusal({ content, _meta }: CallAnswer): Problem {
  const text = content.map(({ text }) => (typeof text === "string" ? text : "")).join(" ");
  const details = _meta?.[errorMetaKey];
  // Without a status no vendor was asked: there was nothing to ask it with.
  const missing = isObject(details) && details.kind === "auth" && details.status === undefined;
  return { state: missing ? "missing key" : "failed", reason: oneLine(text) || "an error without a message" };
}

const oneLine = (text: string): string =>
  visible(text).replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();

/** With a period, what has no time is in none. */
const inPeriod =
  ({ since, until }: Question) =>
  ({ updated }: Found): boolean =>
    (since === undefined && until === undefined) ||
    (updated !== undefined && updated >= (since ?? 0) && updated < (until ?? Infinity));
