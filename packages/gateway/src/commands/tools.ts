import type { CommandIo } from "../command-io.ts";
import { toolsCommand } from "../find/tokens-command.ts";
import type { GatewayManifest } from "../gateway.ts";
import { localCaller, wordsAndFlags } from "./local-caller.ts";

/** What is said to `tools` itself; the rest is as of `serve`. */
const own = new Set(["--tokens", "--server"]);

/** `sophia-mcp tools`: every tool, and with `--tokens` what it costs a client to have it. */
export async function tools(
  args: readonly string[],
  io: CommandIo,
  manifest: GatewayManifest | undefined,
): Promise<number> {
  const mine = args.flatMap((arg, i) =>
    own.has(arg) ? [arg, ...(arg === "--server" ? [args[i + 1] ?? ""] : [])] : [],
  );
  const others = args.filter((arg, i) => !own.has(arg) && args[i - 1] !== "--server");
  const { flags, json } = wordsAndFlags(others);
  const local = await localCaller(flags, manifest);
  try {
    await local.gateway.met(local.caller);
    const given = [
      ...mine,
      ...(json ? ["--json"] : []),
      ...(flags.settings.profile ? ["--profile", flags.settings.profile] : []),
    ];
    return await toolsCommand(given, io, () => Promise.resolve(local.gateway.report(local.caller)));
  } finally {
    await local.close();
  }
}
