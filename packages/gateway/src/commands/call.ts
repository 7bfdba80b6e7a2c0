import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import type { GatewayManifest } from "../gateway.ts";
import type { Answer } from "../relay/json-rpc.ts";
import { localCaller, wordsAndFlags } from "./local-caller.ts";

/** A call that takes longer than this says that it is still there. */
const slowMs = 1000;

/**
 * `sophia-mcp call <tool> [json]`: calls one tool as a client would, through policy and audit.
 * @returns 0 for an answer, 1 for an answer that is an error, 2 for wrong words
 */
export async function call(
  args: readonly string[],
  io: CommandIo,
  manifest: GatewayManifest | undefined,
  search?: { deadlineMs: number },
): Promise<number> {
  const { words, flags, json } = wordsAndFlags(args);
  const [name, given = "{}", ...more] = words;
  if (name === undefined || more.length > 0) {
    throw new ConfigError(
      `Usage: sophia-mcp call <tool> ['{"key":"value"}'] [--json]. sophia-mcp tools lists the names.`,
    );
  }
  const parsed = argumentsFrom(given === "-" ? await readAll(io.stdin) : given);
  const local = await localCaller(flags, manifest, search);
  const progress = progressLine(name, io);
  try {
    await local.gateway.met(local.caller);
    const answer = await local.ask("tools/call", { name, arguments: parsed }, progress.told);
    progress.end();
    return print(answer, json, io);
  } finally {
    progress.end();
    await local.close();
  }
}

function argumentsFrom(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(
      `The arguments are not JSON: ${(error as Error).message}. Give an object, or - to read it from stdin.`,
    );
  }
  if (isObject(value)) return value;
  throw new ConfigError("The arguments must be a JSON object.");
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  let text = "";
  for await (const chunk of stdin) text += String(chunk);
  return text;
}

/** One line on stderr for calls that take their time: what the server tells of its progress, else the seconds. */
function progressLine(name: string, { stderr }: CommandIo) {
  const started = performance.now();
  let said = "";
  let shown = false;
  const show = (): void => {
    shown = true;
    const seconds = Math.round((performance.now() - started) / 1000);
    stderr.write(`\r\u001b[K${name}: ${seconds} s${said ? `, ${said}` : ""}`);
  };
  const timer = setInterval(show, slowMs);
  return {
    told(line: string): void {
      const { method, params } = JSON.parse(line) as { method?: string; params?: Json };
      if (method !== "notifications/progress" || !params) return;
      const total = typeof params.total === "number" ? ` of ${params.total}` : "";
      const words = typeof params.message === "string" ? ` (${params.message.slice(0, 80)})` : "";
      said = `${String(params.progress)}${total}${words}`;
      if (performance.now() - started > slowMs) show();
    },
    end(): void {
      clearInterval(timer);
      if (shown) stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}

function print({ result, error }: Answer, json: boolean, { stdout, stderr }: CommandIo): number {
  if (json) {
    stdout.write(`${JSON.stringify(error ? { error } : result, null, 2)}\n`);
    return error || result?.isError === true ? 1 : 0;
  }
  if (error) {
    stderr.write(`${error.message}\n`);
    return 1;
  }
  const content = Array.isArray(result?.content) ? (result.content as Json[]) : [];
  const texts = content.map((part) => (typeof part.text === "string" ? part.text : `[${String(part.type)}]`));
  const text = texts.join("\n") || JSON.stringify(result?.structuredContent ?? {}, null, 2);
  (result?.isError === true ? stderr : stdout).write(`${text}\n`);
  return result?.isError === true ? 1 : 0;
}
