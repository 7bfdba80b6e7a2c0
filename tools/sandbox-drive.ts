/** Starts the packed sandbox as a user does, reads the environment lines that it prints, and asks it once. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Run {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

/** @throws Error with what it wrote to stderr */
export async function driveSandbox({ command, args, env, cwd }: Run): Promise<void> {
  const child = spawn(command, [...args, "--vendors", "hubspot", "--port", "0"], {
    cwd,
    env,
    // npx starts it through a shell, and a signal to npx ends npx alone: the whole group is ended.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  try {
    let printed = "";
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      printed += chunk.toString();
      if (/^HUBSPOT_ACCESS_TOKEN=.+\n/m.test(printed)) break;
    }
    const url = /^HUBSPOT_BASE_URL=(.+)$/m.exec(printed)?.[1];
    const token = /^HUBSPOT_ACCESS_TOKEN=(.+)$/m.exec(printed)?.[1];
    if (!url || !token) throw new Error(`sandbox: it printed no environment lines. ${complaint}`);
    const answer = await fetch(`${url}/account-info/2026-09/details`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`sandbox: answered ${answer.status}`);
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
