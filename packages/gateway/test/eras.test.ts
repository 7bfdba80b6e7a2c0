import { afterEach, describe, expect, test } from "vitest";
import { fixture, gateway, listening, type Command } from "./fixtures/processes.ts";
import {
  clientKinds,
  connect,
  theUser,
  type ClientKind,
  type Place,
  type SdkClient,
} from "./fixtures/sdk-clients.ts";

interface Upstream {
  name: string;
  speaks: "modern" | "legacy" | "both";
  command: Command;
  over: "stdio" | "http" | "sse";
}

const upstreams: Upstream[] = [
  {
    name: "modern, stdio",
    speaks: "modern",
    over: "stdio",
    command: fixture("everything.ts", "--eras", "modern"),
  },
  {
    name: "modern, HTTP",
    speaks: "modern",
    over: "http",
    command: fixture("everything.ts", "--eras", "modern", "--http", "0"),
  },
  { name: "both, stdio", speaks: "both", over: "stdio", command: fixture("everything.ts") },
  { name: "both, HTTP", speaks: "both", over: "http", command: fixture("everything.ts", "--http", "0") },
  { name: "v1, stdio", speaks: "legacy", over: "stdio", command: fixture("legacy-server.ts") },
  { name: "v1, HTTP", speaks: "legacy", over: "http", command: fixture("legacy-server.ts", "--http") },
  { name: "v1, SSE", speaks: "legacy", over: "sse", command: fixture("legacy-server.ts", "--sse") },
];

const watched = "test://watched-resource";
/** Arguments where a tool needs some. */
const examples: Record<string, object> = {
  json_schema_2020_12_tool: { name: "n", contactMethod: "phone", phone: "1" },
  test_header_param: { region: "eu ünï" },
  test_sampling: { prompt: "Say something" },
  test_elicitation: { message: "Who are you?" },
};
/** Driven by steps of their own below. */
const apart = /^test_(cancellable|error_handling|trigger_|update_|extra_)/;

const textOf = ({ content }: { content: { type: string; text?: string }[] }): string =>
  content[0]?.text ?? "";
const limit = { timeout: 30_000 };
const soon = { timeout: 8000, interval: 25 };

/** Everything that a client can do with a server, whatever stands between the two. */
async function walk(client: SdkClient): Promise<void> {
  await expect.poll(() => client.tools(), soon).toContain("test_simple_text");
  const names = await client.tools();
  expect(names.length).toBeGreaterThan(12);

  for (const name of names.filter((name) => !apart.test(name))) {
    const answer = await client.call(name, examples[name]);
    expect.soft(answer.isError, `${name}: ${JSON.stringify(answer).slice(0, 300)}`).not.toBe(true);
  }
  const failed = await client.call("test_error_handling");
  expect.soft(failed).toMatchObject({ isError: true });
  expect.soft(textOf(failed)).toContain("intentionally");

  expect
    .soft(textOf(await client.call("test_elicitation", examples.test_elicitation)))
    .toContain(theUser.email);
  expect.soft(textOf(await client.call("test_sampling", examples.test_sampling))).toContain("said the model");
  expect
    .soft(textOf(await client.call("test_input_required_result_list_roots")))
    .toContain("file:///the/root");

  const progress: number[] = [];
  await client.call(
    "test_tool_with_progress",
    {},
    { onprogress: (step) => void progress.push(step.progress) },
  );
  // The older SDK forgets the last one when the answer comes in the same breath.
  expect.soft(progress.slice(0, 2), "progress").toEqual([0, 50]);

  await cancels(client);

  expect.soft(await client.prompts()).toContain("test_simple_prompt");
  expect.soft(await client.prompt("test_simple_prompt")).toContain("This is a simple prompt");
  expect.soft(await client.resources()).toContain(watched);
  expect.soft(await client.read("test://static-text")).toContain("content");
  expect.soft(await client.read("test://template/7/data")).toContain("7");
  expect.soft(await client.complete("test_prompt_with_arguments", "par")).toContain("paris");

  await hears(client);
}

async function cancels(client: SdkClient): Promise<void> {
  const state = async () =>
    JSON.parse(textOf(await client.call("test_cancellations"))) as { running: number; cancelled: number };
  const { cancelled } = await state();
  const giveUp = new AbortController();
  const call = client
    .call("test_cancellable", {}, { signal: giveUp.signal })
    .catch((error: unknown) => String(error));
  await expect.poll(async () => (await state()).running, soon).toBe(1);
  giveUp.abort(new Error("given up"));
  expect.soft(await call).toContain("given up");
  await expect.poll(state, soon).toEqual({ running: 0, cancelled: cancelled + 1 });
}

async function hears(client: SdkClient): Promise<void> {
  await client.watch(watched);
  const heard = (what: string) => expect.poll(() => client.told.join(), soon).toContain(what);

  await client.call("test_update_resource");
  await heard(`updated ${watched}`);
  expect.soft(await client.read(watched)).toMatch(/version \d+/);

  await client.call("test_tool_with_logging");
  await heard("log info,log info,log info");

  const lists = { tool: client.tools, prompt: client.prompts, resource: client.resources };
  for (const [kind, list] of Object.entries(lists)) {
    const extra = kind === "resource" ? "test://extra" : `test_extra_${kind}`;
    await client.call(`test_trigger_${kind}_change`);
    await heard(`${kind}s/list_changed`);
    await expect.poll(list, soon).toContain(extra);
    client.told.length = 0;
    await client.call(`test_trigger_${kind}_change`);
    await heard(`${kind}s/list_changed`);
    await expect.poll(list, soon).not.toContain(extra);
  }
}

describe.each(upstreams)("a server that speaks $name", ({ speaks, over, command }) => {
  const place = once<Place>(async () =>
    over === "stdio" ? command : { url: (await listening(command)).url },
  );
  const servers = async () => ({ upstream: { ...(await place()), prefix: "" } });
  const front = once(async () => {
    const { env, ...http } = gateway("start", { servers: await servers() });
    return { url: (await listening(http, env)).url };
  });

  let client: SdkClient | undefined;
  afterEach(() => client?.close());
  async function walkFrom(kind: ClientKind, to: Place): Promise<void> {
    client = await connect(kind, to);
    await walk(client);
  }

  const speakers = clientKinds.filter(
    (kind) => speaks === "both" || (speaks === "modern") === (kind === "v2 modern"),
  );
  test.each(speakers)("answers a client of %s directly", limit, async (kind) => {
    await walkFrom(kind, await place());
  });

  test.each(clientKinds)("answers a client of %s behind the stdio front", limit, async (kind) => {
    await walkFrom(kind, gateway("serve", { servers: await servers() }));
  });

  test.each(clientKinds)("answers a client of %s behind the HTTP front", limit, async (kind) => {
    await walkFrom(kind, await front());
  });
});

/** What is made for the first that asks, and kept for the others. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
