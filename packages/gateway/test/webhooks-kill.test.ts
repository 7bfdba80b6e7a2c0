import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { snowflake as emulator } from "@sophia-mcp/sandbox/snowflake/emulator";
import { startEmulator } from "@sophia-mcp/sandbox/server";
import { createEngine } from "@sophia-mcp/core/engine";
import snowflake from "@sophia-mcp/snowflake";
import { build } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callBody, claims, gong, hookUrl, shownKey, sign } from "./webhooks-gong.ts";

/** More with WEBHOOK_KILLS; the time limit grows with it. */
const kills = Number(process.env.WEBHOOK_KILLS ?? 200);
const inFlight = 24;
const folder = mkdtempSync(join(tmpdir(), "webhooks-kill-"));
const main = join(folder, "main.mjs");
const children: ChildProcess[] = [];

beforeAll(async () => {
  // As it is shipped: one file, so that a receiver listens within a fraction of the time between two kills.
  await build({
    input: source,
    platform: "node",
    resolve: { conditionNames: ["@sophia-mcp/source", "node", "import"] },
    external: [/^@sophia-mcp\/(?!core|auth|metrics|snowflake)/, "pg-boss", "bullmq", "ioredis"],
    output: { dir: folder, entryFileNames: "main.mjs", chunkFileNames: "[name].mjs" },
    logLevel: "silent",
  });
}, 60_000);
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Receiver {
  child: ChildProcess;
  port: number;
  /** SIGKILL, and the process gone. */
  kill(): Promise<void>;
}

const source = join(import.meta.dirname, "webhooks-main.ts");
const bundled = [main, "serve", "--port", "0", "--receive-only"];
const delivering = ["--conditions=@sophia-mcp/source", source, "serve", "--port", "0"];

async function start(args: readonly string[], env: Record<string, string> = {}): Promise<Receiver> {
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: "error",
      GONG_WEBHOOK_PUBLIC_KEY: shownKey(gong.publicKey),
      GONG_WEBHOOK_URL: hookUrl,
      WEBHOOKS_FILE: join(folder, "events.db"),
      WEBHOOKS_SNOWFLAKE_TABLE: "SCRATCH.PUBLIC.KILLED",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [text] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(/:(\d+)\/webhook/.exec(String(text))?.[1]);
  const gone = once(child, "exit");
  return {
    child,
    port,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function stored(): Set<unknown> {
  const database = new DatabaseSync(join(folder, "events.db"));
  const rows = database.prepare("SELECT call_id FROM events").all();
  database.close();
  return new Set(rows.map((row) => row.call_id));
}

/** Resolves to the status, or 0 when the connection died before an answer came. */
function post(port: number, agent: Agent, body: string, authorization: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { authorization, "content-type": "application/json" };
    const req = request({ port, agent, method: "POST", path: "/webhook/gong/calls", headers }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on("error", () => resolve(0)).end(body);
  });
}

async function presigned(count: number): Promise<{ id: string; body: string; token: string }[]> {
  const bodies = Array.from({ length: count }, (_, i) => `${7_000_000_000_000_000_000n + BigInt(i)}`);
  return Promise.all(
    bodies.map(async (id) => {
      const body = callBody(id);
      return { id, body, token: await sign(claims(body, { exp: Math.floor(Date.now() / 1000) + 3600 })) };
    }),
  );
}

test(
  `of all that was acknowledged nothing is lost over ${kills} kill -9 under load, and all of it becomes rows`,
  {
    timeout: 60_000 + kills * 1000,
  },
  async () => {
    const calls = await presigned(4000);
    const acknowledged = new Set<string>();
    let next = 0;
    let unanswered = 0;
    let atKill = 0;
    for (let i = 0; i < kills; i++) {
      const receiver = await start(bundled);
      const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
      const dead = new AbortController();
      let pending = 0;
      const sender = async (): Promise<void> => {
        while (!dead.signal.aborted) {
          const call = calls[next++ % calls.length];
          if (!call) return;
          pending++;
          const status = await post(receiver.port, agent, call.body, call.token);
          pending--;
          if (status === 200) acknowledged.add(call.id);
          else if (status === 0) unanswered++;
          else throw new Error(`unexpected status ${status}`);
        }
      };
      const senders = Array.from({ length: inFlight }, sender);
      // Another moment each time: in the middle of a commit, of an answer, of a connection.
      await new Promise((resolve) => setTimeout(resolve, 5 + ((i * 37) % 90)));
      atKill += pending;
      const killed = receiver.kill();
      dead.abort();
      await Promise.all([killed, ...senders]);
      agent.destroy();
    }
    // It was really under load when it died, and really did something in between.
    expect(atKill).toBeGreaterThan(kills * inFlight * 0.5);
    expect(unanswered).toBeGreaterThan(kills / 2);
    expect(acknowledged.size).toBeGreaterThan(kills);

    const kept = stored();
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);

    const account = await startEmulator(emulator);
    const last = await start(delivering, account.env);
    const engine = createEngine(snowflake, { env: { ...account.env, SNOWFLAKE_ANSWER_TOKENS: "100000" } });
    const rows = async (): Promise<string[]> => {
      const sql =
        "SELECT LISTAGG(call_id, ',') AS ids, COUNT(*) AS n, COUNT(DISTINCT call_id) AS d FROM scratch.public.killed";
      const { structuredContent, isError } = await engine.call({
        name: "snowflake_run_query",
        arguments: { sql },
      });
      if (isError) return [];
      const [[ids, all, distinct] = []] = (structuredContent as { rows: [string, number, number][] }).rows;
      expect(all).toBe(distinct);
      return (ids ?? "").split(",");
    };
    const missing = async (): Promise<number> => {
      const present = new Set(await rows());
      return [...acknowledged].filter((id) => !present.has(id)).length;
    };
    await expect.poll(missing, { timeout: 60_000, interval: 500 }).toBe(0);
    process.stderr.write(`kill -9: ${kills} times, ${acknowledged.size} calls acknowledged, 0 lost\n`);
    await engine.close();
    await last.kill();
    await account.close();
  },
);
