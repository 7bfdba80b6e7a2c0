import { expect, test } from "vitest";
import demo from "../test/demo.ts";
import { AuthError } from "./errors.ts";
import { createEngine, UnknownToolError, type CallResult } from "./engine.ts";
import { errorMetaKey } from "./error-result.ts";

const env = { DEMO_TOKEN: "demo-secret-token" };
const textOf = ({ content: [first] }: CallResult): string => (first?.type === "text" ? first.text : "");
const errorOf = (result: CallResult) => result._meta?.[errorMetaKey] as Record<string, unknown> | undefined;

test("connects on the first call, once, and not before", async () => {
  const engine = createEngine(demo, { env });
  engine.list();
  const [first, second] = await Promise.all([
    engine.call({ name: "demo_get_echo", arguments: { text: "a" } }),
    engine.call({ name: "demo_get_echo", arguments: { text: "b" } }),
  ]);
  expect(first.structuredContent?.connects).toBe(second.structuredContent?.connects);
});

test("arguments that came as JSON text are read where the schema wants more than text", async () => {
  const engine = createEngine(demo, { env });
  const result = await engine.call({
    name: "demo_get_echo",
    arguments: { text: "12", times: "2", flags: '["a"]' },
  });
  expect(result.structuredContent).toMatchObject({ text: "1212" });
});

test("wrong arguments are all named, unknown keys with the nearest known one", async () => {
  const engine = createEngine(demo, { env });
  const result = await engine.call({ name: "demo_get_echo", arguments: { times: 9, tekst: "x" } });
  expect(textOf(result)).toContain('"text" is missing (Text to return)');
  expect(textOf(result)).toContain('"times": ');
  expect(textOf(result)).toContain('unknown key "tekst"; did you mean "text"?');
  expect(errorOf(result)).toMatchObject({ kind: "input", retryable: false });
});

test("a bug is short for the model and whole in the log, without secrets in either", async () => {
  const logged: string[] = [];
  const engine = createEngine(demo, { env, log: (line) => void logged.push(line) });
  const bug = await engine.call({ name: "demo_run_broken", arguments: { how: "bug" } });
  expect(textOf(bug)).not.toContain("undefined");
  expect(logged.join()).toContain("cannot read x of undefined");
  const secret = await engine.call({ name: "demo_run_broken", arguments: { how: "secret" } });
  expect(textOf(secret)).toBe("token [redacted] leaked");
});

test("an error that a vendor's SDK wrapped keeps its words and details", async () => {
  const engine = createEngine(demo, { env });
  const result = await engine.call({ name: "demo_run_broken", arguments: { how: "wrapped" } });
  expect(textOf(result)).toBe("inner words");
  expect(errorOf(result)).toMatchObject({ kind: "upstream", status: 503 });
});

async function wrapped(): Promise<never> {
  throw new Error("the request failed", { cause: new AuthError("the token is wrong") });
}

test("a failed --check says what went wrong, not what the SDK around it made of that", async () => {
  const engine = createEngine({ ...demo, identify: wrapped }, { env });
  await expect(engine.identify(AbortSignal.timeout(1000))).rejects.toThrow("the token is wrong");
});

test("hidden characters and secrets leave both forms of an answer, and the text stands between marks", async () => {
  const engine = createEngine(demo, { env });
  const result = await engine.call({ name: "demo_run_broken", arguments: { how: "hidden" } });
  expect(result.structuredContent?.text).toBe("abcd [redacted]");
  expect(textOf(result)).toMatch(/^<data from="demo" id="([0-9a-f]{8})">\nabcd \[redacted\]\n<\/data \1>$/);
});

test("an answer is cut to its budget and says what was cut and how to go on", async () => {
  const engine = createEngine(demo, { env, flags: { answer_tokens: "500" } });
  const result = await engine.call({ name: "demo_list_rows", arguments: { limit: 3000 } });
  const { rows } = result.structuredContent as { rows: unknown[] };
  const kept = rows.length;
  expect(kept).toBeGreaterThan(10);
  expect(result.structuredContent).not.toHaveProperty("next_cursor");
  expect(result.structuredContent?.notice).toBe(
    `Cut to fit 500 tokens: ${kept} of 3000 rows shown; repeat with limit: ${kept} to page through all of them. Ask for fewer rows.`,
  );
  expect(JSON.stringify(result.structuredContent).length / 4).toBeLessThan(600);
  const long = await engine.call({ name: "demo_get_echo", arguments: { text: "y".repeat(50_000) } });
  expect(textOf(long)).toContain("[cut at 2000 of 50000 characters]");
});

test("the time limit ends a call that hangs; a cancel is told apart from it", async () => {
  const engine = createEngine(demo, { env, flags: { timeout_seconds: "0.2" } });
  const slow = await engine.call({ name: "demo_run_slowly", arguments: { milliseconds: 10_000 } });
  expect(errorOf(slow)).toMatchObject({ kind: "timeout", retryable: true });
  expect(textOf(slow)).toContain("within 0.2 s");
  const cancelled = await engine.call({
    name: "demo_run_slowly",
    arguments: { milliseconds: 10_000 },
    signal: AbortSignal.abort(),
  });
  expect(errorOf(cancelled)).toMatchObject({ kind: "cancelled" });
});

test("read-only hides writes and refuses them, also under an old name", async () => {
  const engine = createEngine(demo, { env, selection: { readOnly: true, groups: ["all"] } });
  expect(engine.list().map((tool) => tool.name)).not.toContain("demo_update_thing");
  for (const name of ["demo_update_thing", "demo_change_thing"]) {
    expect(textOf(await engine.call({ name, arguments: {} }))).toContain("--read-only");
  }
});

test("an unknown tool is a protocol error that names the nearest", async () => {
  const engine = createEngine(demo, { env });
  await expect(engine.call({ name: "demo_get_ecco" })).rejects.toThrow(UnknownToolError);
  await expect(engine.call({ name: "demo_get_ecco" })).rejects.toThrow(/Did you mean demo_get_echo\?/);
});

const nothing = () => undefined;

test("every call is measured by how it ended, and a server that stops cancels what runs", async () => {
  const events: { tool: string; outcome: string }[] = [];
  const metrics = {
    toolCall: (event: { tool: string; outcome: string }) => void events.push(event),
    upstream: nothing,
    quota: nothing,
  };
  const engine = createEngine(demo, { env, metrics });
  await engine.call({ name: "demo_get_echo", arguments: { text: "x" } });
  await engine.call({ name: "demo_get_echo", arguments: {} });
  const running = engine.call({ name: "demo_run_slowly", arguments: { milliseconds: 10_000 } });
  await engine.close();
  expect(errorOf(await running)).toMatchObject({ kind: "cancelled" });
  expect(events.map(({ outcome }) => outcome)).toEqual(["ok", "input", "cancelled"]);
});

test("a wrong setting is named by the call, and the tools are listed all the same", async () => {
  const engine = createEngine(demo, { env: { ...env, DEMO_TIMEOUT_SECONDS: "soon" } });
  expect(engine.list()).toHaveLength(5);
  const result = await engine.call({ name: "demo_get_echo", arguments: { text: "x" } });
  expect(errorOf(result)).toMatchObject({ kind: "config" });
  expect(textOf(result)).toMatch(
    /^DEMO_TIMEOUT_SECONDS \(Time limit of one tool call, in seconds\) is not accepted/,
  );
});

test("a missing credential is named, and the next call reads it again", async () => {
  const changing: Record<string, string> = {};
  const engine = createEngine(demo, { env: changing });
  const missing = await engine.call({ name: "demo_get_echo", arguments: { text: "x" } });
  expect(textOf(missing)).toMatch(/^Demo needs DEMO_TOKEN .*https:\/\/demo\.example\/tokens/);
  changing.DEMO_TOKEN = "demo-secret-token";
  expect((await engine.call({ name: "demo_get_echo", arguments: { text: "x" } })).isError).toBeUndefined();
});
