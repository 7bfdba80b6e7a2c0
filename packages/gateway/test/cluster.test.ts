import { afterAll, beforeAll, expect, test } from "vitest";
import { events, openSession } from "./cluster-session.ts";
import { redisOr, startReplicas, withoutRedis, type Cluster } from "./cluster-replicas.ts";
import { start } from "./fixtures/processes.ts";
import { resultOf, textOf, type Message } from "./fixtures/raw-client.ts";
import { httpClient, type HttpClient } from "./fixtures/raw-http.ts";
import { clientKinds, connect, type SdkClient } from "./fixtures/sdk-clients.ts";

const profiles = {
  limited: { ratePerMinute: 12, callsPerDay: 1000 },
  careful: { confirm: { tools: ["raw_echo"] } },
};

let cluster: Cluster | undefined;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  const redis = await redisOr("replicas that share what they know");
  if (redis) cluster = await startReplicas(redis, { config: { profiles } });
}, 90_000);
afterAll(() => Promise.all(open.map((client) => client.close().catch(() => undefined))));

async function client(kind: (typeof clientKinds)[number], { balancer }: Cluster): Promise<SdkClient> {
  const connected = await connect(kind, { url: balancer.url });
  open.push(connected);
  return connected;
}

async function modern(url: string, capabilities: object = {}): Promise<HttpClient> {
  const connected = await httpClient(url, { era: "modern", capabilities });
  open.push(connected);
  return connected;
}

const urls = ({ replicas }: Cluster): [string, string, string] => {
  const [a = "", b = "", c = ""] = replicas.map(({ url }) => url);
  return [a, b, c];
};
const texts = ({ result }: Message): string => JSON.stringify(result?.content);

async function circuit(url: string): Promise<unknown> {
  const { upstreams } = (await (await fetch(new URL("/ready", url))).json()) as {
    upstreams: { name: string; circuit: string }[];
  };
  return upstreams.find(({ name }) => name === "raw")?.circuit;
}

test.for(clientKinds)(
  "a %s client lists, calls and is asked, whichever replica it meets",
  async (kind, { skip }) => {
    if (!cluster) return withoutRedis(skip);
    const one = await client(kind, cluster);
    expect(await one.tools()).toContain("old_test_simple_text");
    for (let i = 0; i < 6; i++)
      expect(JSON.stringify(await one.call("raw_echo", { text: `n${i}` }))).toContain(`n${i}`);
    for (let i = 0; i < 4; i++) {
      const answer = await one.call("old_test_elicitation", { message: "who?" });
      expect(JSON.stringify(answer)).toContain("ada@example.com");
    }
    expect([...cluster.balancer.served.values()].every((served) => served > 3)).toBe(true);
  },
);

test("a limit counts the calls at all replicas", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const all = await Promise.all(urls(cluster).map((url) => modern(`${url}/limited`)));
  const answers = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => all[i % 3]?.request("tools/call", { name: "raw_echo" })),
  );
  const refused = answers.filter((answer) => answer && resultOf(answer).isError === true);
  expect(answers.length - refused.length).toBe(12);
  expect(refused.every((answer) => answer && textOf(answer).includes("12 calls a minute"))).toBe(true);
});

test("an approval given to one replica releases the call at another, once", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b, c] = await Promise.all(urls(cluster).map((url) => modern(`${url}/careful`)));
  if (!a || !b || !c) throw new Error("no replicas");
  const call = { name: "raw_echo", arguments: { text: "released" } };
  const asked = textOf(await a.request("tools/call", call));
  const [, id = ""] = /Pending approval (\w+)/.exec(asked) ?? [];
  expect(textOf(await b.request("tools/call", call))).toContain(id);
  const main = new URL("../src/main.ts", import.meta.url).pathname;
  const args = ["--conditions=@sophia-mcp/source", main, "approve", id];
  const approving = start({ command: process.execPath, args }, cluster.env);
  expect(await approving.ended, approving.errors()).toBe(0);
  expect(approving.output()).toContain("Approved: raw_echo");
  expect(textOf(await c.request("tools/call", call))).toBe("released");
  expect(textOf(await b.request("tools/call", call))).toContain("needs the approval");
});

test("a confirmation is asked at one replica, answered at another, and used once", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b, c] = await Promise.all(
    urls(cluster).map((url) => modern(`${url}/careful`, { elicitation: { form: {} } })),
  );
  if (!a || !b || !c) throw new Error("no replicas");
  const call = { name: "raw_echo", arguments: { text: "confirmed" } };
  const { requestState } = resultOf(await a.request("tools/call", call));
  const inputResponses = { sophia_confirm: { action: "accept", content: { confirm: true } } };
  const answered = { ...call, requestState, inputResponses };
  expect(textOf(await b.request("tools/call", answered))).toBe("confirmed");
  for (const other of [a, b, c])
    await expect(other.request("tools/call", answered).then(resultOf)).rejects.toThrow("it is used");
});

test("a call that an older server holds open goes on from any replica, and is nobody else's", async ({
  skip,
}) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b, c] = await Promise.all(
    urls(cluster).map((url) => modern(url, { elicitation: { form: {} }, sampling: {}, roots: {} })),
  );
  if (!a || !b || !c) throw new Error("no replicas");
  const call = { name: "old_test_elicitation", arguments: { message: "who?" } };
  const { requestState, inputRequests = {} } = resultOf(await a.request("tools/call", call));
  const [question = ""] = Object.keys(inputRequests as object);
  const content = { username: "eve", email: "eve@example.com" };
  const answered = { ...call, requestState, inputResponses: { [question]: { action: "accept", content } } };
  const otherTool = { ...answered, name: "old_test_sampling" };
  expect(textOf(await b.request("tools/call", answered))).toContain("eve@example.com");
  for (const again of [answered, otherTool])
    await expect(c.request("tools/call", again).then(resultOf)).rejects.toThrow("Call again without it");
});

test("what belongs to no request reaches the client wherever it is connected, in one order", async ({
  skip,
}) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b, c] = urls(cluster);
  const session = await openSession(a);
  const here = await session.listen(b);
  const uri = "test://watched-resource";
  expect((await session.ask(c, "resources/subscribe", { uri })).error).toBeUndefined();
  const update = { name: "old_test_update_resource" };
  await session.ask(c, "tools/call", update);
  const heard = (told: typeof here.told) =>
    told.filter(({ message }) => message.method === "notifications/resources/updated").map(({ id }) => id);
  await expect.poll(() => heard(here.told).length).toBe(1);
  here.stop();
  await session.ask(c, "tools/call", update);
  await session.ask(c, "tools/call", update);
  const last = here.told.at(-1)?.id;
  const there = await session.listen(a, last);
  await expect.poll(() => heard(there.told).length).toBe(2);
  const ids = [...heard(here.told), ...heard(there.told)];
  expect(ids).toEqual([...new Set(ids)].toSorted((one, other) => `${one}`.localeCompare(`${other}`)));
  // A second connection takes over from the first.
  const third = await session.listen(b);
  await there.ended;
  await session.ask(a, "resources/unsubscribe", { uri });
  await session.ask(c, "tools/call", update);
  third.stop();
  expect(heard(third.told)).toEqual([]);
});

test("a request is cancelled, and its stream read on, at another replica", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b] = urls(cluster);
  const session = await openSession(a);
  const state = async (): Promise<unknown> =>
    JSON.parse(
      (
        JSON.parse(texts(await session.ask(a, "tools/call", { name: "old_test_cancellations" }))) as {
          text: string;
        }[]
      )[0]?.text ?? "",
    );
  await session.ask(a, "tools/call", { name: "old_test_simple_text" });
  const call = { id: "long", method: "tools/call", params: { name: "old_test_cancellable" } };
  const stopping = new AbortController();
  const cut = session.send(a, call, stopping.signal).catch(() => undefined);
  await expect.poll(state).toMatchObject({ running: 1 });
  const params = { requestId: "long", reason: "no longer wanted" };
  await (await session.send(b, { method: "notifications/cancelled", params })).text();
  await expect.poll(state).toMatchObject({ running: 0, cancelled: 1 });
  stopping.abort();
  await cut;

  const progressing = {
    name: "raw_progressing",
    arguments: { ms: 100, steps: 10 },
    _meta: { progressToken: 1 },
  };
  const cutting = new AbortController();
  const response = await session.send(
    a,
    { id: 77, method: "tools/call", params: progressing },
    cutting.signal,
  );
  const { value } = await events(response).next();
  cutting.abort();
  const rest = await session.listen(b, (value as { id: string }).id);
  await rest.ended;
  expect(rest.told.at(-1)?.message).toMatchObject({ id: 77, result: { content: [{ text: "arrived" }] } });
  expect(rest.told.length).toBeGreaterThanOrEqual(9);
});

test("a session is its principal's and profile's at every replica, and ends at all", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b, c] = urls(cluster);
  const session = await openSession(a);
  const status = async (url: string): Promise<number> => {
    const response = await session.send(url, { id: 1, method: "ping" });
    await response.text();
    return response.status;
  };
  expect([await status(b), await status(c)]).toEqual([200, 200]);
  expect([await status(`${b}/limited`), await status(`${c}/careful`)]).toEqual([404, 404]);
  expect((await session.end(b)).status).toBe(200);
  await expect.poll(async () => [await status(a), await status(b), await status(c)]).toEqual([404, 404, 404]);
});

test("a list that changes at one replica is told to the clients of all", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const sdk = await Promise.all(clientKinds.map((kind) => client(kind, cluster as Cluster)));
  for (const one of sdk) await one.watch("test://watched-resource");
  const sessions = await Promise.all(urls(cluster).map((url) => openSession(url)));
  const streams = await Promise.all(
    sessions.map((session, i) => session.listen(urls(cluster as Cluster)[(i + 1) % 3] ?? "")),
  );
  const [a, b, c] = urls(cluster);
  expect(texts(await (await openSession(a)).ask(b, "tools/call", { name: "raw_grow" }))).toContain("1");
  for (const one of sdk) await expect.poll(() => one.told, { timeout: 5000 }).toContain("tools/list_changed");
  for (const { told } of streams) {
    await expect
      .poll(() => told.map(({ message }) => message.method))
      .toContain("notifications/tools/list_changed");
    expect(told.filter(({ message }) => message.method?.includes("tools/list_changed"))).toHaveLength(1);
  }
  for (const url of [a, b, c]) {
    const listed = await (await openSession(url)).ask(url, "tools/list");
    expect(JSON.stringify(listed.result)).toContain("raw_grown_1");
  }
});

test("a server that fails at one replica is left alone by all, and tried again by one", async ({ skip }) => {
  if (!cluster) return withoutRedis(skip);
  const [a, b, c] = urls(cluster);
  const session = await openSession(a);
  for (let i = 0; i < 5; i++) await session.ask(a, "tools/call", { name: "raw_crash" });
  for (const url of [b, c]) {
    await expect.poll(() => circuit(url), { interval: 10 }).toBe("open");
    const refusal = await session.ask(url, "tools/call", { name: "raw_echo" });
    expect(texts(refusal)).toContain("left alone by all replicas");
  }
  const works = async (url: string): Promise<boolean> =>
    (await session.ask(url, "tools/call", { name: "raw_echo", arguments: { text: "back" } })).result
      ?.isError !== true;
  await expect.poll(() => works(c), { timeout: 5000 }).toBe(true);
  expect([await works(a), await works(b)]).toEqual([true, true]);
});
