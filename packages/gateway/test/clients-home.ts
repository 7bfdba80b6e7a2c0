import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { configCommand } from "../src/clients/command.ts";

export interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** A user's home folder with a project in it, in which `sophia-mcp config` is run. */
export interface Home {
  home: string;
  project: string;
  /** Puts a file there and returns its path. */
  put(path: string, content: string | Buffer): string;
  read(path: string): string;
  has(path: string): boolean;
  /** Nobody is at the keyboard. */
  run(args: string, env?: Record<string, string>): Promise<Answer>;
  /** Somebody is: what `onQuestion` returns is typed when the question has been asked. */
  ask(args: string, onQuestion: () => string | undefined): Promise<Answer>;
  [Symbol.dispose](): void;
}

export function makeHome(): Home {
  const home = mkdtempSync(join(tmpdir(), "clients-"));
  const project = join(home, "project");
  mkdirSync(project);
  const run = async (
    args: string,
    env: Record<string, string>,
    onQuestion?: () => string | undefined,
  ): Promise<Answer> => {
    const stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
    stdin.isTTY = onQuestion !== undefined;
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const said = { stdout: "", stderr: "" };
    stdout.on("data", (chunk) => {
      said.stdout += String(chunk);
      if (!String(chunk).includes("[y/N]")) return;
      const typed = onQuestion?.();
      if (typed === undefined) stdin.end();
      else stdin.write(`${typed}\n`);
    });
    stderr.on("data", (chunk) => void (said.stderr += String(chunk)));
    const code = await configCommand(args.split(" ").filter(Boolean), {
      env: { SOPHIA_STATE_DIR: join(home, "state"), ...env },
      home,
      platform: "linux",
      cwd: project,
      stdin,
      stdout,
      stderr,
    });
    return { code, ...said };
  };
  return {
    home,
    project,
    put(path, content) {
      const file = join(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    read: (path) => readFileSync(join(home, path), "utf8"),
    has: (path) => existsSync(join(home, path)),
    run: (args, env = {}) => run(args, env),
    ask: (args, onQuestion) => run(args, {}, onQuestion),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
