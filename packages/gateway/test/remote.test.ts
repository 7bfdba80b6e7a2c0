import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { fixture, listening } from "./fixtures/processes.ts";
import { closeRemotes, openRemote } from "./remote-link.ts";
import {
  closeServers,
  json,
  opensLegacy,
  opensModern,
  result,
  scripted,
  stream,
  textResult,
} from "./remote-server.ts";

const eras = ["modern", "legacy"] as const;
const raw = (id: unknown): string =>
  `{"result":{"z":1.0,"big":12345678901234567890,"text":"\\u00e9","content":[]},"unknown":true,"jsonrpc":"2.0","id":${String(id)}}`;
let everything = "";

beforeAll(async () => {
  everything = (await listening(fixture("everything.ts", "--http", "0"))).url;
});
afterEach(async () => {
  await closeRemotes();
  await closeServers();
});

describe.each(eras)("a real server of the %s era", (era) => {
  test("lists, answers, and tells of progress on the stream of its request", async () => {
    const remote = await openRemote(everything, { era });
    expect(remote.link.opening.era).toBe(era);
    const { result: listed } = await remote.ask("tools/list");
    expect(listed?.tools).toContainEqual(expect.objectContaining({ name: "test_simple_text" }));
    const told: string[] = [];
    const params = { name: "test_tool_with_progress", arguments: {} };
    const answer = await remote.ask("tools/call", params, { told });
    expect(answer.result?.content).toBeDefined();
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.every((line) => line.includes('"progressToken":"mine"'))).toBe(true);
  });

  test("answers many requests at once, each to its own", async () => {
    const remote = await openRemote(everything, { era });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => remote.ask(i % 2 ? "tools/list" : "prompts/list")),
    );
    expect(
      answers.map(({ result: { tools, prompts } = {} }, i) => (i % 2 ? tools : prompts) !== undefined),
    ).not.toContain(false);
  });

  test("its errors are answers", async () => {
    const remote = await openRemote(everything, { era });
    const { error } = await remote.ask("resources/read", { uri: "nowhere://at/all" });
    expect(error?.code).toBeLessThan(0);
    const unknown = await remote.ask("no/such/method");
    expect(unknown.error?.code).toBe(-32_601);
  });
});

test("a server of older revisions alone is spoken to in its own", async () => {
  const { url } = await listening(fixture("everything.ts", "--http", "0", "--eras", "legacy"));
  const remote = await openRemote(url);
  expect(remote.link.opening).toMatchObject({ era: "legacy", version: "2025-11-25" });
  expect((await remote.call("test_simple_text")).result?.isError).not.toBe(true);
});

test("an older server asks its client on the stream of the call, and gets its answer", async () => {
  const remote = await openRemote(everything, {
    era: "legacy",
    capabilities: { sampling: {}, elicitation: {} },
  });
  const { result: sampled } = await remote.call("test_sampling", { prompt: "hello" });
  expect(JSON.stringify(sampled)).toContain("sampled");
  expect(remote.asked).toEqual(["sampling/createMessage"]);
});

test("an older server tells of changes on the session's own stream", async () => {
  const remote = await openRemote(everything, { era: "legacy" });
  await expect
    .poll(async () => (await remote.call("test_trigger_tool_change"), remote.notified))
    .toContain("notifications/tools/list_changed");
});

test("a server of the current revision tells of changes to whoever listens, until it is given up", async () => {
  const remote = await openRemote(everything);
  const told: string[] = [];
  const stop = new AbortController();
  const params = { notifications: { toolsListChanged: true } };
  const listening = remote.ask("subscriptions/listen", params, {
    told,
    signal: stop.signal,
    timeoutMs: 60_000,
  });
  listening.catch(() => undefined);
  await expect
    .poll(async () => (await remote.call("test_trigger_tool_change"), told.join("\n")))
    .toContain("notifications/tools/list_changed");
  stop.abort();
  await expect(listening).rejects.toMatchObject({ kind: "cancelled" });
});

test("a line is handed on as it came: numbers, order and unknown members", async () => {
  const server = await scripted((received, response) => {
    if (opensModern(received, response)) return;
    const { id, params } = received.message as { id: number; params: { name: string } };
    if (params.name === "json") return json(response, raw(id));
    const send = stream(response);
    if (params.name === "stream") send(`event: message\ndata: ${raw(id)}`);
    // Several lines are one message, and a message is one line again.
    else send(`data: {"result":{"z":1.0,\ndata: "content":[]},\r\ndata: "jsonrpc":"2.0","id":${id}}`);
    response.end();
  });
  const remote = await openRemote(server.url);
  const json1 = await remote.call("json");
  expect(json1.line).toBe(raw(json1.line.slice(json1.from, json1.to)));
  const streamed = await remote.call("stream");
  expect(streamed.line).toBe(raw(streamed.line.slice(streamed.from, streamed.to)));
  const joined = await remote.call("lines");
  expect(joined.line).not.toMatch(/[\r\n]/);
  expect(joined.line).toContain('"z":1.0');
});

test("requests of the current revision repeat in headers what they are about", async () => {
  const inputSchema = {
    type: "object",
    properties: {
      region: { type: "string", "x-mcp-header": "Region" },
      deep: { type: "object", properties: { dry: { type: "boolean", "x-mcp-header": "Dry" } } },
      count: { type: "integer", "x-mcp-header": "Count" },
      absent: { type: "string", "x-mcp-header": "Absent" },
    },
  };
  const server = await scripted((received, response) => {
    if (opensModern(received, response)) return;
    const { id, method } = received.message;
    json(
      response,
      method === "tools/list" ? result(id, { tools: [{ name: "ünï", inputSchema }] }) : textResult(id, "ok"),
    );
  });
  const remote = await openRemote(server.url, { headers: { "X-Own": "1", "Mcp-Method": "forged" } });
  await remote.ask("tools/list");
  await remote.call("ünï", { region: " Köln", deep: { dry: true }, count: 42 });
  const headers = server.received.at(-1)?.headers;
  expect(headers).toMatchObject({
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": `=?base64?${Buffer.from("ünï").toString("base64")}?=`,
    "mcp-param-region": `=?base64?${Buffer.from(" Köln").toString("base64")}?=`,
    "mcp-param-dry": "true",
    "mcp-param-count": "42",
    "x-own": "1",
  });
  expect(headers).not.toHaveProperty("mcp-param-absent");
  expect(headers).not.toHaveProperty("mcp-session-id");
  await remote.ask("resources/read", { uri: "file:///a" });
  expect(server.received.at(-1)?.headers["mcp-name"]).toBe("file:///a");
});

test.each([
  ["no name", { properties: { a: { type: "string", "x-mcp-header": "" } } }],
  ["no token", { properties: { a: { type: "string", "x-mcp-header": "a b" } } }],
  ["no primitive", { properties: { a: { type: "object", "x-mcp-header": "A" } } }],
  ["not at a property", { type: "string", "x-mcp-header": "A" }],
  ["within a list", { properties: { a: { type: "array", items: { type: "string", "x-mcp-header": "A" } } } }],
  [
    "twice",
    {
      properties: { a: { type: "string", "x-mcp-header": "A" }, b: { type: "string", "x-mcp-header": "a" } },
    },
  ],
])("a tool that asks for a header as none may (%s) is not called", async (_, inputSchema) => {
  const server = await scripted((received, response) => {
    if (!opensModern(received, response)) json(response, textResult(received.message.id, "ok"));
  });
  const remote = await openRemote(server.url, { inputSchema: (tool) => (tool === "bad" ? inputSchema : {}) });
  await expect(remote.call("bad", { a: "1" })).rejects.toMatchObject({
    ran: "no",
    message: expect.stringContaining('"x-mcp-header"'),
  });
  expect((await remote.call("good")).line).toContain("ok");
  expect(server.methods().filter((method) => method === "tools/call")).toHaveLength(1);
});

test("arguments are repeated for a tool that was listed before this channel was opened", async () => {
  const server = await scripted((received, response) => {
    if (!opensModern(received, response)) json(response, textResult(received.message.id, "ok"));
  });
  const schema = { properties: { tenant: { type: "string", "x-mcp-header": "Tenant" } } };
  const remote = await openRemote(server.url, {
    inputSchema: (tool) => (tool === "known" ? schema : undefined),
  });
  await remote.call("known", { tenant: "a" });
  expect(server.received.at(-1)?.headers["mcp-param-tenant"]).toBe("a");
});

test("nothing overtakes the end of the opening", async () => {
  let opened = false;
  const early: unknown[] = [];
  const server = await scripted(async (received, response) => {
    const { method, id } = received.message;
    if (method === "notifications/initialized") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      opened = true;
    } else if (method === "tools/call" && !opened) early.push(id);
    if (!opensLegacy(received, response)) json(response, textResult(id, "ok"));
  });
  const remote = await openRemote(server.url, { era: "legacy" });
  await Promise.all([remote.call("a"), remote.call("b")]);
  expect(opened).toBe(true);
  expect(early).toEqual([]);
});

test("a session is kept, named in every request, and ended with the link", async () => {
  const server = await scripted((received, response) => {
    if (!opensLegacy(received, response, "s-1")) json(response, textResult(received.message.id, "ok"));
  });
  const remote = await openRemote(server.url, { era: "legacy" });
  await remote.call("any");
  expect(server.received.at(-1)?.headers).toMatchObject({
    "mcp-session-id": "s-1",
    "mcp-protocol-version": "2025-11-25",
  });
  await remote.link.close();
  const ending = server.received.find(({ method }) => method === "DELETE");
  expect(ending?.headers).toMatchObject({ "mcp-session-id": "s-1" });
  expect(remote.ends).toEqual([{ reason: "was closed" }]);
});

test.each(eras)("giving up a request: %s", async (era) => {
  let ended = false;
  const server = await scripted((received, response) => {
    if (era === "modern" ? opensModern(received, response) : opensLegacy(received, response)) return;
    response.on("close", () => (ended = true));
    stream(response)(": wait");
  });
  const remote = await openRemote(server.url, { era });
  const stop = new AbortController();
  const asked = remote.ask("tools/call", { name: "slow" }, { signal: stop.signal });
  await expect.poll(() => server.methods()).toContain("tools/call");
  stop.abort();
  await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
  await expect.poll(() => ended).toBe(true);
  // The current revision knows no such message over HTTP: the end of the connection says it.
  if (era === "legacy") await expect.poll(() => server.methods()).toContain("notifications/cancelled");
  else expect(server.methods()).not.toContain("notifications/cancelled");
});
