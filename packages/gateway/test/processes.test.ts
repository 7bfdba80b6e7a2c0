import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { behind, call, errorOf, faulty, listed, steadily, toolNames } from "./fixtures/behind.ts";
import { folder, gateway, listening, marked, start } from "./fixtures/processes.ts";
import { resultOf, textOf } from "./fixtures/raw-client.ts";
import { httpClient } from "./fixtures/raw-http.ts";

let marks = 0;
/** Names the processes of one test, so that those that stay can be found. */
const newMark = (): string => `mark-${process.pid}-${++marks}-end`;

// Where the gateway left one behind, the test has failed; the machine need not keep it.
afterEach(() => {
  for (const pid of marked(`mark-${process.pid}-`)) process.kill(pid, "SIGKILL");
});

const count = (file: string): number =>
  existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;

const gone = (mark: string, timeout = 15_000) =>
  expect.poll(() => marked(mark), { timeout, interval: 100 }).toEqual([]);

test(
  "a child that is killed 100 times during calls: each call is answered, and nobody else notices",
  { timeout: 60_000 },
  async () => {
    const mark = newMark();
    const client = await behind(
      { servers: { bad: { ...faulty("--mark", mark), timeoutSeconds: 5 }, good: faulty() } },
      ["bad_echo", "good_echo"],
    );
    const steady = steadily(client, "good_echo");
    let told = 0;
    for (let killed = 0; killed < 100; killed++) {
      const from = performance.now();
      // What only reads may be sent again and then answered; what may have changed something must not.
      const reads = killed % 2 === 0;
      const asked = reads
        ? call(client, "bad_slow", { ms: 60 })
        : call(client, "bad_progressing", { ms: 60, steps: 1 });
      await expect.poll(() => marked(mark).length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
      for (const pid of marked(mark)) process.kill(pid, "SIGKILL");
      const failed = errorOf(await asked);
      // One that was killed before the call reached it costs nothing: another one answers.
      if (failed) {
        if (!reads) told++;
        const outcome = reads ? "not_done" : "unknown";
        expect(failed).toMatchObject({ kind: "upstream", server: "bad", retryable: reads, outcome });
      }
      expect(performance.now() - from).toBeLessThan(5000);
      // The next call works, as soon as the gateway lets it.
      await expect
        .poll(async () => errorOf(await call(client, "bad_echo", { text: "up" })), {
          timeout: 10_000,
          interval: 5,
        })
        .toBeUndefined();
    }
    expect(told).toBeGreaterThan(10);
    expect((await steady.stop()).p95).toBeLessThan(500);
    await client.close();
    await gone(mark);
  },
);

/** One that ends as it should, and four that make it hard. */
const servers = (mark: string) => ({
  calm: faulty("--mark", mark),
  stubborn: faulty("--mark", mark, "--stubborn"),
  parent: faulty("--mark", mark, "--grandchild"),
  both: faulty("--mark", mark, "--stubborn", "--grandchild"),
  hanging: faulty("--mark", mark),
});

describe("no process outlives the gateway", () => {
  const names = ["calm_echo", "stubborn_echo", "parent_echo", "both_echo", "hanging_echo"];

  test.each(["stdin", "SIGTERM", "SIGINT", "SIGKILL"] as const)(
    "ended by %s, with stubborn children, grandchildren and a call in flight",
    { timeout: 40_000 },
    async (how) => {
      const mark = newMark();
      const client = await behind({ servers: servers(mark) }, names);
      for (const name of names) await call(client, name);
      client.begin("tools/call", { name: "hanging_hang" });
      expect(marked(mark).length).toBeGreaterThanOrEqual(7);
      const from = performance.now();
      if (how === "stdin") client.running.child.stdin.end();
      else client.running.child.kill(how);
      const code = await client.running.ended;
      expect(code).toBe(how === "SIGKILL" ? null : 0);
      await gone(mark);
      expect(performance.now() - from).toBeLessThan(15_000);
    },
  );

  test("over HTTP a signal lets calls in flight finish", async () => {
    const mark = newMark();
    const { env, ...command } = gateway("start", { servers: { calm: faulty("--mark", mark) } });
    const front = await listening(command, env);
    const client = await httpClient(front.url, { era: "modern" });
    await listed(client, ["calm_echo"]);
    const { exchange } = client.begin("tools/call", { name: "calm_slow", arguments: { ms: 1000 } });
    await expect
      .poll(async () => textOf(await call(client, "calm_echo", { text: "in flight" })))
      .toBe("in flight");
    front.child.kill("SIGTERM");
    expect(textOf(await exchange)).toBe("slow");
    expect(await front.ended).toBe(0);
    await gone(mark);
  });

  test("a gateway killed and started again lists at once and works", async () => {
    const setup = { servers: { calm: faulty() }, state: join(folder(), "state") };
    const first = await behind(setup, ["calm_echo"]);
    const whole = await toolNames(first);
    first.running.child.kill("SIGKILL");
    await first.running.ended;
    const second = await behind(setup);
    expect(await toolNames(second)).toEqual(whole);
    expect(textOf(await call(second, "calm_echo", { text: "back" }))).toBe("back");
    await second.close();
  });
});

describe("processes are started when they are needed", () => {
  test("listing from the catalogue starts none, and a call starts one", async () => {
    const mark = newMark();
    const starts = join(folder(), "starts");
    const server = faulty("--mark", mark, "--starts", starts);
    const setup = {
      state: join(folder(), "state"),
      servers: Object.fromEntries(["a", "b", "c"].map((name) => [name, { ...server, prefix: name }])),
    };
    const first = await behind(setup, ["a_echo", "b_echo", "c_echo"]);
    const whole = await toolNames(first);
    await first.close();
    await gone(mark);
    const before = count(starts);

    const second = await behind(setup);
    expect(await toolNames(second)).toEqual(whole);
    resultOf(await second.request("resources/list"));
    expect(marked(mark)).toEqual([]);
    expect(count(starts)).toBe(before);
    expect(textOf(await call(second, "b_echo", { text: "hi" }))).toBe("hi");
    expect(marked(mark)).toHaveLength(1);
    expect(count(starts)).toBe(before + 1);
    await second.close();
  });

  test("not all at the same time", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const server = faulty("--slow-start", "250");
    const setup = {
      state: join(folder(), "state"),
      servers: Object.fromEntries(names.map((name) => [name, { ...server, prefix: name }])),
      config: { parallelStarts: 2 },
    };
    const first = await behind(
      setup,
      names.map((name) => `${name}_echo`),
    );
    await first.close();
    const client = await behind(setup);
    const from = performance.now();
    const answers = names.map((name) => call(client, `${name}_echo`, { text: name }));
    expect((await Promise.all(answers)).map(textOf)).toEqual(names);
    expect(performance.now() - from).toBeGreaterThan(3 * 250);
    await client.close();
  });

  test("an idle one is stopped, but never during a call, and comes back with the next", async () => {
    const mark = newMark();
    const client = await behind({ servers: { calm: { ...faulty("--mark", mark), idleMinutes: 0.005 } } }, [
      "calm_echo",
    ]);
    expect(textOf(await call(client, "calm_slow", { ms: 1500 }))).toBe("slow");
    await gone(mark, 8000);
    expect(await toolNames(client)).toContain("calm_echo");
    expect(marked(mark)).toEqual([]);
    expect(textOf(await call(client, "calm_echo", { text: "again" }))).toBe("again");
    await client.close();
  });

  test("their arguments are arguments: no shell reads them", async () => {
    const file = join(folder(), "written");
    const args = [`$(touch ${file})`, `; touch ${file}`, `\`touch ${file}\``, "| cat", "%PATH%"];
    const { command, args: own } = faulty("--mark", args.join(" "));
    const client = await behind({ servers: { odd: { command, args: own } } }, ["odd_echo"]);
    await call(client, "odd_echo");
    expect(existsSync(file)).toBe(false);
    await client.close();
  });

  test("no HTTP request adds or starts a command", async () => {
    const file = join(folder(), "written");
    const { env, ...command } = gateway("start", { servers: {} });
    const { url } = await listening(command, env);
    const body = JSON.stringify({
      mcpServers: { x: { command: "touch", args: [file] } },
      command: "touch",
      args: [file],
    });
    for (const path of [
      "servers",
      "v0/servers",
      "config",
      "api/servers",
      "reload",
      "admin",
      "mcp/x",
      "upstreams",
    ]) {
      for (const method of ["POST", "PUT", "PATCH"]) {
        const response = await fetch(url.replace(/mcp$/, path), {
          method,
          body,
          headers: { "content-type": "application/json" },
        });
        await response.arrayBuffer();
        expect(response.status, `${method} /${path}`).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
      }
    }
    expect(existsSync(file)).toBe(false);
  });
});

test("a front that nobody reads ends instead of spinning", async () => {
  const command = gateway("serve", { servers: { good: faulty() } });
  const running = start(command, command.env);
  running.child.stdout.destroy();
  for (let i = 0; i < 50; i++) {
    running.child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: i, method: "ping" })}\n`);
  }
  expect(await running.ended).toBe(0);
});
