import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import { sha256 } from "../sha256.ts";
import { readEvent } from "../webhooks/event.ts";
import type { TriggerFacts } from "./types.ts";

/** What a run by hand is about. */
export interface GivenEvent {
  trigger: TriggerFacts;
  event: Json;
}

/**
 * The event that a person names: a file as Gong sends it (`-` is stdin), or the id of a call alone; none of them is no
 * event.
 * @throws ConfigError
 */
export async function givenEvent(
  given: { event?: string | undefined; call?: string | undefined },
  io: CommandIo,
): Promise<GivenEvent> {
  if (given.event !== undefined && given.call !== undefined)
    throw new ConfigError("Either --event or --call, not both.");
  if (given.call !== undefined) {
    const id = given.call.trim();
    if (!/^[\w.:-]{1,64}$/.test(id))
      throw new ConfigError(`--call: "${id.slice(0, 64)}" is not the id of a call.`);
    return { trigger: { kind: "gong.call", call_id: id }, event: { callData: { metaData: { id } } } };
  }
  if (given.event === undefined) return { trigger: { kind: "manual" }, event: {} };
  const text = given.event === "-" ? await readAll(io.stdin) : fileText(resolve(io.cwd, given.event));
  const event = parsed(text);
  const about = { contentSha256: sha256(text), rule: "", receivedAt: Date.now() };
  const read = readEvent(new TextEncoder().encode(text), about);
  if ("problem" in read) return { trigger: { kind: "manual" }, event };
  return { trigger: { kind: read.isTest ? "gong.call.test" : "gong.call", call_id: read.callId }, event };
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  let text = "";
  for await (const chunk of stdin) text += String(chunk);
  return text;
}

function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ConfigError(`--event: ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    });
  }
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    throw new ConfigError(`--event: not JSON: ${(cause as Error).message}.`, { cause });
  }
  throw new ConfigError("--event: the file must hold a JSON object.");
}
