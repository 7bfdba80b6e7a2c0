import { ConfigError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import type { GatewayManifest } from "../gateway.ts";
import { call } from "./call.ts";

/** Everything starts with the command, and nobody waits for a model: a person would rather have all of it. */
const deadlineMs = 15_000;

/** `sophia-mcp search <words>`: one question to every connected system that can be searched. */
export async function search(
  args: readonly string[],
  io: CommandIo,
  manifest: GatewayManifest | undefined,
): Promise<number> {
  const flagAt = args.findIndex((arg) => arg.startsWith("--"));
  const words = args.slice(0, flagAt < 0 ? args.length : flagAt);
  if (words.length === 0) throw new ConfigError("Usage: sophia-mcp search <words> [--json].");
  const rest = flagAt < 0 ? [] : args.slice(flagAt);
  const question = JSON.stringify({ query: words.join(" ") });
  return call(["search_everything", question, ...rest], io, manifest, { deadlineMs });
}
