import { spawn, type ChildProcess } from "node:child_process";
import { createRedactor } from "@sophia-mcp/auth/redact";
import { isObject, idAtEdges } from "@sophia-mcp/core/envelope";
import { readLines } from "@sophia-mcp/core/lines";
import { pipeWriter } from "@sophia-mcp/core/wire";
import { messageLine } from "../relay/exact.ts";
import { ChannelError, type Channel, type ChannelHandlers } from "./channel.ts";
import { guardChild } from "./orphans.ts";

export interface ChildOptions {
  command: string;
  args: readonly string[];
  /** What its entry names: the child gets this, PATH and the like, and nothing else. */
  env: Readonly<Record<string, string>>;
  cwd?: string | undefined;
  /** A line of the child's stderr, or of its stdout that is no message. */
  logged(stream: "stderr" | "stdout", line: string): void;
}

/** A child that does not end by itself when its stdin closes gets this long, then SIGTERM, then SIGKILL. */
const eofGraceMs = 2000;
const termGraceMs = 2000;
const holderGraceMs = 500;
const keptStderr = 4096;
/** Shorter values are words like `true`, which stand everywhere. */
const shortestSecret = 8;

/** What a process needs of its surroundings to work at all; no variable that could hold a credential. */
const inherited =
  process.platform === "win32"
    ? [
        "APPDATA",
        "HOMEDRIVE",
        "HOMEPATH",
        "LOCALAPPDATA",
        "PATH",
        "PATHEXT",
        "PROCESSOR_ARCHITECTURE",
        "SYSTEMDRIVE",
        "SYSTEMROOT",
        "TEMP",
        "USERNAME",
        "USERPROFILE",
        "PROGRAMFILES",
      ]
    : ["HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER"];

/** A server as a child process that speaks over its pipes. */
export function createChild(options: ChildOptions): Channel {
  let child: ChildProcess | undefined;
  let release: (() => void) | undefined;
  let gone: Promise<void> | undefined;
  let write: ((text: string) => void) | undefined;
  let stderr = "";
  const redactor = createRedactor();
  for (const value of Object.values(options.env)) if (value.length >= shortestSecret) redactor.add(value);

  function environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const name of inherited) {
      const value = process.env[name];
      // A function exported by a shell is code, not a value.
      if (value !== undefined && !value.startsWith("()")) env[name] = value;
    }
    return { ...env, ...options.env };
  }

  return {
    get pid() {
      return child?.pid;
    },
    open: (handlers) =>
      new Promise((resolve, reject) => {
        const started = spawn(options.command, [...options.args], {
          env: environment(),
          cwd: options.cwd,
          stdio: ["pipe", "pipe", "pipe"],
          // A group of its own: a signal reaches what the child has started as well.
          detached: process.platform !== "win32",
          windowsHide: true,
        });
        child = started;
        started.once("error", (error: NodeJS.ErrnoException) => {
          reject(new ChannelError(cannotStart(options.command, error), { cause: error }));
        });
        started.once("spawn", () => {
          release = guardChild(started.pid ?? 0);
          resolve();
        });
        gone = new Promise((ended) => {
          const finish = (): void => {
            if (!release) return;
            release();
            release = undefined;
            handlers.closed({ reason: ending(started.exitCode, started.signalCode, redactor.text(stderr)) });
            ended();
          };
          started.once("exit", () => {
            endGroup(started, "SIGKILL");
            // Whoever left the group may hold the pipes open: what it writes is nobody's answer.
            setTimeout(finish, holderGraceMs).unref();
          });
          started.once("close", finish);
          started.once("error", () => ended());
        });
        // A write to a child that is gone says nothing that its end does not say.
        write = pipeWriter(started.stdin, () => (write = undefined));
        started.stderr.setEncoding("utf8");
        started.stderr.on("data", (text: string) => {
          stderr = `${stderr}${text}`.slice(-keptStderr);
          for (const line of text.slice(0, keptStderr).split("\n"))
            if (line.trim() !== "") options.logged("stderr", redactor.text(line));
        });
        listen(started, handlers, options.logged);
      }),
    send(message) {
      write?.(`${messageLine(message)}\n`);
    },
    negotiated: () => undefined,
    abandon: () => undefined,
    async close() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ending = child;
      // After what is still to be written in this turn.
      setImmediate(() => ending.stdin?.end());
      const term = setTimeout(() => endGroup(ending, "SIGTERM"), eofGraceMs);
      const kill = setTimeout(() => endGroup(ending, "SIGKILL"), eofGraceMs + termGraceMs);
      await gone;
      clearTimeout(term);
      clearTimeout(kill);
    },
  };
}

function listen(child: ChildProcess, handlers: ChannelHandlers, logged: ChildOptions["logged"]): void {
  if (!child.stdout) return;
  readLines(child.stdout, {
    line(text) {
      let message: unknown;
      try {
        message = text === undefined ? undefined : JSON.parse(text);
      } catch {
        message = undefined;
      }
      if (isObject(message) && message.jsonrpc === "2.0") handlers.message(message, text ?? "");
      else logged("stdout", (text ?? "(bytes that are not UTF-8)").slice(0, 200));
    },
    tooLong(head, tail) {
      const id = idAtEdges(head, tail);
      const end = { reason: "sent an answer over 10 MB, which is not read" };
      if (typeof id === "number") handlers.failed(id, end);
      else logged("stdout", "(a line over 10 MB)");
    },
    end: () => undefined,
  });
}

/** Signals the child's whole group, so that no grandchild stays. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function cannotStart(command: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return `the command ${command} was not found`;
  if (error.code === "EACCES") return `the command ${command} is not executable`;
  return `the command ${command} could not be started: ${error.code ?? error.message}`;
}

function ending(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
  // Where in its code it failed is for the log, not for whoever called.
  const said = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*at\s|\/[\w.-]+\/|\.js:\d/.test(line));
  const last = said.at(-1)?.trim().slice(0, 200);
  return last ? `${how}; it last said on stderr: ${last}` : how;
}
