import { rmSync } from "node:fs";
import { homedir } from "node:os";
import { parseArgs } from "node:util";
import { ConfigError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import type { CommandIo } from "../../command-io.ts";
import { loadConfig } from "../../config/load.ts";
import { stateDir } from "../../config/state-dir.ts";
import type { UrlServer } from "../../config/types.ts";
import { alone, grantFile, readGrant, writeGrant } from "./grants.ts";

const help = `Usage: sophia-mcp auth <server> [--config FILE] [--forget] [--json]

Has you authorize the gateway at a server that is reached by its URL and asks for OAuth. Prints an address to open in a
browser on this machine, waits for it to come back, and keeps the token where only you can read it.

  --forget   Removes what is kept for the server instead.
`;
const personMs = 10 * 60_000;
const lockMs = 30_000;

/** `sophia-mcp auth`. */
export async function authCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const given = parse(args);
  if (typeof given === "string") {
    io.stderr.write(`${given}\n\n${help}`);
    return 2;
  }
  if (given.help) {
    io.stdout.write(help);
    return 0;
  }
  const say = (text: string, fields: object): void => {
    if (given.json) io.stdout.write(`${JSON.stringify(fields)}\n`);
    else io.stdout.write(`${text}\n`);
  };
  try {
    const server = await serverNamed(given.name, given.config, io);
    const file = grantFile(stateDir(io.env), server);
    if (given.forget) {
      await alone(file, lockMs, async () => rmSync(file, { force: true }));
      say(`Nothing is kept for ${server.name} any more.`, { server: server.name, forgotten: true });
      return 0;
    }
    await grant(server, file, say);
    say(`${server.name} is authorized.`, { server: server.name, authorized: true });
    return 0;
  } catch (error) {
    const message = reasonOf(error, given.name);
    if (message === undefined) throw error;
    if (given.json) io.stdout.write(`${JSON.stringify({ ok: false, error: message })}\n`);
    else io.stderr.write(`${message}\n`);
    return 1;
  }
}

/** Of errors that are meant for people. */
function reasonOf(error: unknown, name: string): string | undefined {
  if (error instanceof ConfigError) return error.message;
  const refused = error instanceof Error && error.name === "AuthorizationError";
  return refused ? `${name} was not authorized: ${error.message}.` : undefined;
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: "string" },
        forget: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const [name = "", ...others] = positionals;
    if (!values.help && (name === "" || others.length > 0)) return "Name one server.";
    return { ...values, name };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws ConfigError for a server that is not there, or needs no authorization */
async function serverNamed(name: string, file: string | undefined, io: CommandIo): Promise<UrlServer> {
  const { servers } = await loadConfig({ file, env: io.env, cwd: io.cwd, home: io.env.HOME ?? homedir() });
  const server = servers.find((each) => each.name === name);
  if (!server) {
    const names = servers.filter(({ kind }) => kind === "url").map((each) => each.name);
    const near = nearest(name, names);
    const meant = near ? ` Did you mean ${near}?` : "";
    throw new ConfigError(
      `No server of that name.${meant} Servers with a url: ${names.join(", ") || "none"}; --config names the file.`,
    );
  }
  if (server.kind === "broken") throw new ConfigError(`${name} cannot be used: ${server.reason}`);
  if (server.kind !== "url")
    throw new ConfigError(`${name} has no url, so that there is nothing to authorize.`);
  if (Object.keys(server.headers).some((key) => key.toLowerCase() === "authorization"))
    throw new ConfigError(
      `${name} has an Authorization header in its entry, which is used instead of a grant.`,
    );
  return server;
}

async function grant(
  server: UrlServer,
  file: string,
  say: (text: string, fields: object) => void,
): Promise<void> {
  const [{ authorize, AuthorizationError }, { listenForCallback }, { randomBytes }] = await Promise.all([
    import("./oauth.ts"),
    import("./callback.ts"),
    import("node:crypto"),
  ]);
  const before = readGrant(file);
  const state = randomBytes(32).toString("base64url");
  const fixed = server.oauth?.redirectPort;
  const callback = await listenForCallback(fixed ?? before.redirectPort ?? 0, state).catch((error: Error) => {
    if (fixed === undefined) return listenForCallback(0, state);
    throw new AuthorizationError(`port ${fixed} of "redirectPort" is taken; nothing was asked for`, {
      cause: error,
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AuthorizationError("nobody came back within 10 minutes; run the command again")),
      personMs,
    );
  });
  try {
    // A client is registered with its redirect address: with another one it must register anew.
    const usable = callback.port === before.redirectPort || server.oauth?.clientId !== undefined;
    const granted = await authorize(server, {
      grant: usable ? before : { ...before, client: undefined },
      redirectUrl: callback.redirectUrl,
      state,
      ask(address) {
        say(`Open this address in a browser on this machine:\n\n${address.href}\n`, { open: address.href });
        return Promise.race([callback.answer, tooLate]);
      },
    });
    await alone(file, lockMs, async () => writeGrant(file, { ...granted, redirectPort: callback.port }));
  } finally {
    clearTimeout(timer);
    callback.close();
  }
}
