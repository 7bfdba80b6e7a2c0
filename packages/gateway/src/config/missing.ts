import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { CredentialError, resolveCredentials, type Environment } from "@sophia-mcp/auth/credentials";
import { createRedactor } from "@sophia-mcp/auth/redact";
import { builtIns } from "../registry.ts";
import type { BuiltInServer, ServerConfig } from "./types.ts";

/** What a server lacks to start, in words; nothing is started and nobody is asked. */
export async function missingFor(server: ServerConfig, env: Environment, cwd: string): Promise<string[]> {
  if (server.kind === "broken") return [server.reason];
  if (server.kind === "builtIn") return missingCredential(server, env);
  if (server.kind === "url") return [];
  const folder = server.kind === "command" ? (server.cwd ?? cwd) : cwd;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return [`the folder ${folder} does not exist.`];
  const program = server.kind === "command" ? server.command : "docker";
  const path = server.env.PATH ?? env.PATH ?? "";
  if (isProgram(program, path.split(delimiter), folder, env)) return [];
  return [`the program ${program} is not on the PATH. Install it, or name it with its whole path.`];
}

async function missingCredential(server: BuiltInServer, env: Environment): Promise<string[]> {
  const loaded = await builtIns[server.builtIn]?.server();
  if (!loaded) return [];
  try {
    resolveCredentials(server.title, loaded.default.credentials, { ...env, ...server.env }, createRedactor());
    return [];
  } catch (error) {
    if (error instanceof CredentialError) return [error.message];
    throw error;
  }
}

function isProgram(program: string, path: readonly string[], folder: string, env: Environment): boolean {
  const extensions = process.platform === "win32" ? ["", ...(env.PATHEXT ?? ".EXE;.CMD").split(";")] : [""];
  const named = isAbsolute(program) || /[/\\]/.test(program);
  const places = named ? [resolve(folder, program)] : path.map((place) => join(place, program));
  return places.some((place) => extensions.some((extension) => runs(place + extension)));
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
