import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { behind, call, errorOf, faulty, listed, steadily, toolNames } from "./fixtures/behind.ts";
import { folder, memory } from "./fixtures/processes.ts";
import { resultOf, textOf, type Message } from "./fixtures/raw-client.ts";

const secret = "sk-live-Zq8vN3wTf5Lm2Xa7";
const pair = (flags: string[] = [], keys: object = {}) => ({
  servers: { bad: { ...faulty(...flags), ...keys }, good: faulty() },
});
const both = ["bad_echo", "good_echo"];

/** What a process needs of its surroundings, and what the entry names. */
const allowed = new Set("OWN PATH HOME LANG LC_ALL LOGNAME SHELL TERM TMPDIR TZ USER".split(" "));

describe("a crash during a call", () => {
  test("fails that call at once, says whether it may have run, and the next call works", async () => {
    const calls = join(folder(), "calls");
    const client = await behind(pair(["--calls", calls]), both);
    const whole = (await toolNames(client)).sort();
    const from = performance.now();
    const failed = errorOf(await call(client, "bad_crash"));
    expect(performance.now() - from).toBeLessThan(5000);
    expect(failed).toMatchObject({ kind: "upstream", outcome: "unknown", retryable: false, server: "bad" });
    expect(failed?.text).toMatch(/bad/i);
    expect(textOf(await call(client, "bad_echo", { text: "again" }))).toBe("again");
    expect((await toolNames(client)).sort()).toEqual(whole);
    // What may have changed something is never sent a second time.
    const sent = readFileSync(calls, "utf8").trim().split("\n");
    expect(sent.filter((name) => name === "crash")).toHaveLength(1);
    await client.close();
  });

  test("of a tool that only reads may be repeated", async () => {
    const client = await behind(pair(), both);
    const failed = errorOf(await call(client, "bad_crash_reading"));
    expect(failed).toMatchObject({ kind: "upstream", outcome: "not_done", retryable: true, server: "bad" });
    await client.close();
  });

  test("tells neither stack nor secret to anyone", async () => {
    const client = await behind(pair([], { env: { SECRET_TOKEN: secret } }), both);
    const { answer } = await call(client, "bad_crash_with_stack");
    expect(answer).not.toMatch(/index\.js|\/srv\/app|at \//);
    expect(answer).not.toContain(secret);
    await expect.poll(() => client.running.errors()).toMatch(/exited with code 1/);
    expect(client.running.errors()).not.toContain(secret);
    await client.close();
  });
});

describe("a call without an answer", () => {
  test("ends by its time limit and holds up nobody, not even in its own server", async () => {
    const client = await behind(
      pair([], { timeoutSeconds: 2, tools: { half_line: { timeoutSeconds: 0.5 } } }),
      both,
    );
    const steady = steadily(client, "good_echo");
    const from = performance.now();
    const hanging = client.begin("tools/call", { name: "bad_hang" });
    const quick = performance.now();
    expect(textOf(await call(client, "bad_echo", { text: "beside" }))).toBe("beside");
    expect(performance.now() - quick).toBeLessThan(500);
    const failed = errorOf(await hanging.exchange);
    expect(failed).toMatchObject({ kind: "timeout", outcome: "unknown", server: "bad" });
    expect(performance.now() - from).toBeLessThan(4000);

    const short = performance.now();
    expect(errorOf(await call(client, "bad_half_line"))?.kind).toBe("timeout");
    expect(performance.now() - short).toBeLessThan(1500);
    expect((await steady.stop()).p95).toBeLessThan(300);
    await client.close();
  });

  test("goes on for as long as it tells of progress", async () => {
    const client = await behind(pair([], { timeoutSeconds: 0.6 }), both);
    const answer = await client.request("tools/call", {
      name: "bad_progressing",
      arguments: { ms: 300, steps: 5 },
      _meta: { progressToken: "p" },
    });
    expect(textOf(answer)).toBe("arrived");
    expect(answer.told).toHaveLength(5);
    await client.close();
  });

  test.each(["half_line", "torn"])("%s breaks the line, and the server is usable again", async (name) => {
    const client = await behind(pair([], { timeoutSeconds: 1 }), both);
    expect(errorOf(await call(client, `bad_${name}`))?.server).toBe("bad");
    await expect
      .poll(async () => resultOf(await call(client, "bad_echo", { text: "back" })).content, {
        timeout: 15_000,
      })
      .toEqual([{ type: "text", text: "back" }]);
    await client.close();
  });
});

test.each(["invalid_result", "null_result", "not_an_error"])("%s is answered as a failure", async (name) => {
  const client = await behind(pair([], { timeoutSeconds: 2 }), both);
  const { result, error } = JSON.parse((await call(client, `bad_${name}`)).answer) as Message;
  expect(result?.isError === true || typeof error?.code === "number").toBe(true);
  expect(textOf(await call(client, "bad_echo", { text: "on" }))).toBe("on");
  await client.close();
});

describe("what a server says besides its answer", () => {
  test("garbage on stdout is no message, and the call is answered", async () => {
    const client = await behind(pair(), both);
    expect(textOf(await call(client, "bad_garbage"))).toBe("after garbage");
    expect(client.garbage).toEqual([]);
    await client.close();
  });

  test("the first of several answers counts, and answers to nobody's question are dropped", async () => {
    const client = await behind(pair(), both);
    expect(textOf(await call(client, "bad_duplicate"))).toBe("first");
    const own = await Promise.all(
      Array.from({ length: 5 }, (_, i) => call(client, "good_echo", { text: `mine ${i}` })),
    );
    expect(textOf(await call(client, "bad_foreign"))).toBe("own");
    expect(own.map(textOf)).toEqual([0, 1, 2, 3, 4].map((i) => `mine ${i}`));
    expect(client.heard.filter((line) => line.includes("foreign") || line.includes("second"))).toEqual([]);
    await client.close();
  });

  test("what it asks is answered by the gateway where the client cannot", async () => {
    const client = await behind(pair(), both);
    const answers = JSON.parse(textOf(await call(client, "bad_asks"))) as Record<string, string>;
    expect(answers["q-ping"]).toBe("{}");
    for (const method of ["sampling/createMessage", "roots/list", "tools/list", "no/such"]) {
      expect(answers[`q-${method}`], method).toMatch(/"code":-32\d{3}/);
    }
    await client.close();
  });
});

describe("what a server must not get or give", () => {
  test("it sees what its entry names, PATH and the like, and nothing of the gateway's", async () => {
    const setup = {
      ...pair([], { env: { OWN: "yes" } }),
      env: { HUBSPOT_ACCESS_TOKEN: secret, OTHER: "no" },
    };
    const client = await behind(setup, both);
    const env = JSON.parse(textOf(await call(client, "bad_environment"))) as Record<string, string>;
    expect(env).toMatchObject({ OWN: "yes" });
    expect(env.PATH).toBeDefined();
    expect(Object.keys(env).filter((name) => !allowed.has(name))).toEqual([]);
    await client.close();
  });

  test("a configured secret comes back in no part of an answer", async () => {
    const client = await behind(pair([], { env: { SECRET_TOKEN: secret } }), both);
    const { answer } = await call(client, "bad_secret");
    expect(answer).not.toContain(secret);
    expect(answer).toContain("The token is");
    await client.close();
  });

  test("invisible characters are taken out of its answers, and half a character breaks nothing", async () => {
    const client = await behind(pair(), both);
    expect(textOf(await call(client, "bad_hidden"))).toBe("visible end");
    expect(textOf(await call(client, "bad_lone_surrogate"))).toMatch(/^a.*b$/u);
    await client.close();
  });
});

describe("the circuit", () => {
  test("stays closed over errors of the tools and over calls that clients give up", async () => {
    const client = await behind(pair(), both);
    for (let i = 0; i < 25; i++) {
      expect(resultOf(await call(client, "bad_fail")).isError).toBe(true);
      await client.request("tools/call", { name: "bad_protocol_error" });
      const { id } = client.begin("tools/call", { name: "bad_hang" });
      client.notify("notifications/cancelled", { requestId: id });
    }
    expect(textOf(await call(client, "bad_echo", { text: "closed" }))).toBe("closed");
    expect(client.running.errors()).not.toContain('"state":"open"');
    await client.close();
  });

  test("opens over crashes, starts are bounded, and it closes again", { timeout: 60_000 }, async () => {
    const starts = join(folder(), "starts");
    const client = await behind(pair(["--starts", starts]), both);
    const steady = steadily(client, "good_echo");
    for (let i = 0; i < 100; i++) expect(errorOf(await call(client, "bad_crash"))?.server).toBe("bad");
    expect(readFileSync(starts, "utf8").trim().split("\n").length).toBeLessThanOrEqual(12);
    const from = performance.now();
    const open = errorOf(await call(client, "bad_echo"));
    expect(open).toMatchObject({ outcome: "not_done", retryable: true });
    expect(performance.now() - from).toBeLessThan(200);
    expect(client.running.errors()).toContain('"state":"open"');
    await expect
      .poll(async () => errorOf(await call(client, "bad_echo", { text: "up" })), {
        timeout: 30_000,
        interval: 250,
      })
      .toBeUndefined();
    expect((await steady.stop()).p95).toBeLessThan(300);
    await client.close();
  });
});

describe("floods", () => {
  test("an answer over the limit fails alone, and memory stays bounded", { timeout: 60_000 }, async () => {
    const client = await behind(pair([], { timeoutSeconds: 20 }), both);
    const pid = client.running.child.pid ?? 0;
    expect(textOf(await call(client, "bad_huge", { mb: 5 })).length).toBe(5 * 1024 * 1024);
    const before = memory(pid);
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, memory(pid))), 20);
    const steady = steadily(client, "good_echo");
    for (const mb of [12, 60, 100]) {
      const failed = errorOf(await call(client, "bad_huge", { mb }));
      expect(failed?.text, `${mb} MB`).toMatch(/10 MB|too large|limit/i);
      expect(textOf(await call(client, "bad_echo", { text: "after" }))).toBe("after");
    }
    clearInterval(watch);
    expect((await steady.stop()).p95).toBeLessThan(1500);
    expect(most - before).toBeLessThan(400);
    await client.close();
  });

  test.each([
    ["stderr", { mb: 20 }, "written"],
    ["storm", { times: 20_000 }, "calm again"],
    ["chatter", { times: 20_000 }, "quiet again"],
  ])("of %s reaches nobody else", { timeout: 40_000 }, async (name, args, words) => {
    const client = await behind(pair([], { timeoutSeconds: 20 }), both);
    const pid = client.running.child.pid ?? 0;
    const before = memory(pid);
    const steady = steadily(client, "good_echo");
    expect(textOf(await call(client, `bad_${name}`, args))).toBe(words);
    const { p95, calls } = await steady.stop();
    expect(p95).toBeLessThan(1500);
    expect(calls).toBeGreaterThan(0);
    expect(memory(pid) - before).toBeLessThan(400);
    const told = client.heard.filter((line) => line.includes("list_changed"));
    expect(told.length).toBeLessThan(30);
    await client.close();
  });
});

describe("changes", () => {
  test("a tool that comes while the server runs is listed, callable and told of", async () => {
    const client = await behind(pair(), both);
    await call(client, "bad_grow");
    await listed(client, ["bad_grown_1"], 8000);
    expect(client.heard.join()).toContain("notifications/tools/list_changed");
    expect(textOf(await call(client, "bad_grown_1", { text: "new" }))).toBe("new");
    await client.close();
  });

  test("a subscription is opened again after a restart", async () => {
    const client = await behind(pair(), both);
    const [resource] = resultOf(await client.request("resources/list")).resources as { uri: string }[];
    const uri = resource?.uri ?? "";
    resultOf(await client.request("resources/subscribe", { uri }));
    const updates = () =>
      client.heard.filter((line) => line.includes("notifications/resources/updated")).length;
    await call(client, "bad_update");
    await expect.poll(updates).toBeGreaterThan(0);
    await call(client, "bad_crash");
    await call(client, "bad_echo");
    const before = updates();
    await expect
      .poll(
        async () => {
          await call(client, "bad_update");
          return updates();
        },
        { timeout: 8000 },
      )
      .toBeGreaterThan(before);
    await client.close();
  });
});
