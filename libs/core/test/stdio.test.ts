import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { call, demoMain, handshake, line, startRaw, type Raw } from "./process.ts";

const running: Raw[] = [];
const start = (...args: Parameters<typeof startRaw>): Raw => {
  const raw = startRaw(...args);
  running.push(raw);
  return raw;
};
afterEach(() => {
  for (const raw of running.splice(0)) raw.kill("SIGKILL");
});

async function opened(...args: Parameters<typeof startRaw>): Promise<Raw> {
  const raw = start(...args);
  raw.write(handshake());
  await raw.next();
  return raw;
}

describe("messages that cannot be served", () => {
  test("each with a readable id is answered, and the connection lives on", async () => {
    const raw = await opened();
    const bad: [string, number, unknown][] = [
      ['{"jsonrpc":"2.0","id":1,"method":', -32700, undefined],
      ['{"jsonrpc":"1.0","id":2,"method":"ping"}', -32600, 2],
      ['{"jsonrpc":"2.0","id":3,"method":7}', -32600, 3],
      ['{"jsonrpc":"2.0","id":4,"method":"ping","params":null}', -32600, 4],
      ['{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}', -32600, 5],
      ['{"jsonrpc":"2.0","id":6,"method":"ping","params":"x"}', -32600, 6],
      ['{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":[]}}', -32602, 7],
      ['{"jsonrpc":"2.0","id":8,"method":"tools/list","params":{"cursor":5}}', -32602, 8],
      ['{"jsonrpc":"2.0","id":9,"Method":"ping"}', -32600, 9],
      ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600, undefined],
      ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, undefined],
      ['{"jsonrpc":"2.0","id":10,"method":"tools/list","params":{"cursor":"nope"}}', -32602, 10],
      ['{"jsonrpc":"2.0","id":11,"method":"no/such"}', -32601, 11],
      [
        '{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"demo_get_ecko","arguments":{}}}',
        -32602,
        12,
      ],
      ["12", -32600, undefined],
    ];
    for (const [text, code, id] of bad) {
      raw.write(`${text}\n`);
      const answer = await raw.next();
      expect(answer.error?.code, text).toBe(code);
      expect(answer.id, text).toBe(id);
    }
    raw.write(call(99, "demo_get_echo", { text: "still here" }));
    expect((await raw.next()).result?.structuredContent).toMatchObject({ text: "still here" });
  });

  test("an unknown protocol revision is refused on every request, not only on the first", async () => {
    const raw = await opened();
    const meta = { "io.modelcontextprotocol/protocolVersion": "2031-01-01" };
    raw.write(call(1, "demo_get_echo", { text: "x" }, meta));
    expect((await raw.next()).error).toMatchObject({
      code: -32022,
      data: { supported: ["2026-07-28"], requested: "2031-01-01" },
    });
  });

  test("a line over 10 MB is refused by its id and the next line is read", { timeout: 30_000 }, async () => {
    const raw = await opened();
    raw.write(call(41, "demo_get_echo", { text: "x".repeat(11 * 1024 * 1024) }));
    expect(await raw.next()).toMatchObject({ id: 41, error: { code: -32600 } });
    raw.write(`{"method":"ping","params":{"a":"${"y".repeat(11 * 1024 * 1024)}"},"jsonrpc":"2.0","id":42}\n`);
    expect(await raw.next()).toMatchObject({ id: 42, error: { code: -32600 } });
    raw.write(call(43, "demo_get_echo", { text: "next" }));
    expect((await raw.next()).id).toBe(43);
  });

  test("deep nesting, odd text and byte-wise delivery change nothing", async () => {
    const raw = await opened();
    raw.write(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"demo_get_echo","arguments":{"text":${"[".repeat(100_000)}${"]".repeat(100_000)}}}}\n`,
    );
    expect((await raw.next()).result?.isError).toBe(true);
    raw.write(Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]));
    expect((await raw.next()).error?.code).toBe(-32700);
    raw.write(`\uFEFF${call(2, "demo_get_echo", { text: "\u2028 \\ud800 ö" })}`);
    expect((await raw.next()).id).toBe(2);
    for (const byte of Buffer.from(call(3, "demo_get_echo", { text: "grüße" })))
      raw.write(Buffer.from([byte]));
    expect((await raw.next()).result?.structuredContent).toMatchObject({ text: "grüße" });
    raw.write(`\r\n\n${call(4, "demo_get_echo", { text: "x" }).replace("\n", "\r\n")}`);
    expect((await raw.next()).id).toBe(4);
  });

  test("prototype keys have no effect", async () => {
    const raw = await opened();
    raw.write(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"demo_get_echo","__proto__":{"x":1},"arguments":{"text":"a","__proto__":{"times":3}}}}\n',
    );
    expect((await raw.next()).result?.structuredContent).toMatchObject({ text: "a" });
    raw.write(
      '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"constructor","arguments":{}}}\n',
    );
    expect((await raw.next()).error?.code).toBe(-32602);
  });
});

describe("stdout", () => {
  test("carries the protocol only, whatever a dependency prints", async () => {
    const raw = await opened();
    raw.write(call(1, "demo_run_broken", { how: "console" }));
    expect((await raw.next()).id).toBe(1);
    expect(raw.stderr()).toContain("printed by a dependency");
    expect(raw.stderr()).toContain("written by a dependency");
  });

  test("that is closed ends the process without a spin", async () => {
    const raw = await opened();
    raw.closeOutput();
    raw.write(call(1, "demo_list_rows", { limit: 5000 }));
    raw.write(call(2, "demo_list_rows", { limit: 5000 }));
    expect(await raw.exit).toBe(0);
  });
});

describe("the end", () => {
  test("of stdin lets a call in flight finish, then exits with 0", async () => {
    const raw = await opened();
    raw.write(call(1, "demo_run_slowly", { milliseconds: 400 }));
    raw.endInput();
    expect(await raw.next()).toMatchObject({ id: 1, result: { structuredContent: { done: true } } });
    expect(await raw.exit).toBe(0);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "by %s cancels what takes too long and exits with 0 within five seconds",
    async (signal) => {
      const raw = await opened();
      raw.write(call(1, "demo_run_slowly", { milliseconds: 60_000 }));
      raw.write(call(2, "demo_get_echo", { text: "x" }));
      await raw.next();
      const started = performance.now();
      raw.kill(signal);
      expect(await raw.exit).toBe(0);
      expect(performance.now() - started).toBeLessThan(5000);
    },
  );

  test("comes with the parent's, even while a sibling holds stdin open", async () => {
    // The shell is the parent; its own parent's pipe stays open after it is killed.
    const shell = spawn(
      "sh",
      [
        "-c",
        `exec 3<&0; "${process.execPath}" --conditions=@sophia-mcp/source "${demoMain}" <&3 & echo $! >&2; wait`,
      ],
      {
        env: { PATH: process.env.PATH },
        stdio: ["pipe", "ignore", "pipe"],
      },
    );
    const pid = await new Promise<number>((resolve) =>
      shell.stderr.once("data", (text: Buffer) => resolve(Number(String(text).trim()))),
    );
    const alive = () => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    // Long enough for the server to be up and serving.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(alive()).toBe(true);
    shell.kill("SIGKILL");
    await expect.poll(alive, { timeout: 6000, interval: 100 }).toBe(false);
  });
});

test("progress comes before the answer it is progress of, each value above the one before", async () => {
  const raw = await opened();
  raw.write(call(7, "demo_run_slowly", { milliseconds: 20 }, { progressToken: "p" }));
  for (const progress of [1, 2, 3, 4]) {
    expect(await raw.next()).toMatchObject({
      method: "notifications/progress",
      params: { progressToken: "p", progress, total: 4 },
    });
  }
  expect(await raw.next()).toMatchObject({ id: 7, result: {} });
});

describe("a cancelled call", () => {
  test("is not answered, and the server goes on", async () => {
    const raw = await opened();
    raw.write(call(1, "demo_run_slowly", { milliseconds: 60_000 }));
    raw.write(line({ method: "notifications/cancelled", params: { requestId: 1 } }));
    raw.write(call(2, "demo_get_echo", { text: "after" }));
    expect((await raw.next()).id).toBe(2);
    raw.endInput();
    expect(await raw.exit).toBe(0);
  });
});

test("a broken manifest is no manifest", async () => {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  writeFileSync(join(folder, "manifest.json"), "{ not json");
  const raw = await opened([], { DEMO_MANIFEST: pathToFileURL(join(folder, "main.js")).href });
  raw.write(line({ id: 1, method: "tools/list" }));
  expect((await raw.next()).result?.tools).toHaveLength(5);
});
