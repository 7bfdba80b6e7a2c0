import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openLog } from "../src/audit/read-log.ts";
import { openTokenStore } from "../src/access/token-store.ts";
import { verified } from "./audit-record.ts";
import { bearer } from "./guarded-front.ts";
import { faulty } from "./fixtures/behind.ts";
import { folder, gateway, listening } from "./fixtures/processes.ts";

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** A server of an older revision over HTTP that keeps every byte it is sent. */
async function recorder(): Promise<{ url: string; seen(): string }> {
  let seen = "";
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "far", version: "1" },
    },
    "tools/list": { tools: [{ name: "echo", inputSchema: { type: "object" } }] },
    "tools/call": { content: [{ type: "text", text: "far away" }] },
  };
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk: Buffer) => (body += chunk.toString()));
    req.on("end", () => {
      seen += `${req.method} ${req.url} ${req.rawHeaders.join(" ")}\n${body}\n`;
      const { id, method = "" } = JSON.parse(body || "{}") as { id?: number; method?: string };
      const error = { code: -32_601, message: "Method not found" };
      const answer = results[method] ? { result: results[method] } : { error };
      res.setHeader("content-type", "application/json");
      res.writeHead(req.method === "POST" ? (id === undefined ? 202 : 200) : 405);
      res.end(id === undefined ? undefined : JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, seen: () => seen };
}

/** Everything that is written below a folder. */
function contents(path: string): string {
  if (!statSync(path).isDirectory()) return readFileSync(path, "latin1");
  return readdirSync(path)
    .map((name) => contents(join(path, name)))
    .join("\n");
}

test(
  "a caller's token reaches no server, no file and no log, and the audit log names its holder",
  { timeout: 40_000 },
  async () => {
    const far = await recorder();
    const near = faulty();
    const spied = join(folder(), "near");
    const quoted = [near.command, ...near.args].map((word) => `'${word}'`).join(" ");
    const operator = "correct-horse-battery-staple-0123456789";
    const setup = gateway("start", {
      servers: {
        far: { url: far.url },
        near: { command: "sh", args: ["-c", `env > ${spied}.env; tee ${spied}.in | ${quoted}`] },
      },
      config: { audit: { enabled: true, arguments: true }, defaultProfile: "default" },
      env: { MCP_AUTH_TOKEN: operator },
    });
    const running = await listening(setup, setup.env);
    const store = openTokenStore(join(setup.state, "tokens.db"), true);
    const anna = store.add({ name: "anna", profile: "default", expiresAt: null }, Date.now()).token;
    store.close();

    const post = (token: string, method: string, params: object = {}): Promise<Response> =>
      fetch(running.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...bearer(token) },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
    const listed = async () => (await post(anna, "tools/list")).text();
    await expect.poll(listed, { timeout: 15_000 }).toMatch(/far_echo.*near_echo|near_echo.*far_echo/s);
    for (const token of [anna, operator]) {
      for (const name of ["far_echo", "near_echo"]) {
        const answer = await post(token, "tools/call", { name, arguments: {} });
        expect(answer.status).toBe(200);
        expect(await answer.text()).toContain("content");
      }
    }
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);

    const audit = join(setup.state, "audit.db");
    expect(await verified(audit)).toMatchObject({ ok: true, rows: 4 });
    const log = await openLog(audit);
    const rows = log
      .newest({}, 10)
      .map(({ principal, server, tool, outcome }) => [principal, server, tool, outcome]);
    log.close();
    expect(rows).toEqual([
      ["token:anna", "far", "far_echo", "ok"],
      ["token:anna", "near", "near_echo", "ok"],
      ["local", "far", "far_echo", "ok"],
      ["local", "near", "near_echo", "ok"],
    ]);
    expect(far.seen()).toContain("tools/call");
    const everywhere = [far.seen(), contents(`${spied}.env`), contents(`${spied}.in`), contents(setup.state)];
    for (const text of [...everywhere, running.output(), running.errors()]) {
      expect(text).not.toContain(anna);
      expect(text).not.toContain(operator);
      expect(text).not.toMatch(/authorization/i);
    }
  },
);
