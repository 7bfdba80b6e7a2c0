import { describe, expect, test } from "vitest";
import { at, parts } from "./fixtures/json-text.ts";
import { fixture, gateway, listening } from "./fixtures/processes.ts";
import type { Era, Exchange, RawClient } from "./fixtures/raw-client.ts";
import { httpClient } from "./fixtures/raw-http.ts";
import { stdioClient } from "./fixtures/raw-stdio.ts";

interface Ask {
  method: string;
  params?: object;
}

const calls = [
  "everything_known",
  "unknown_fields",
  "numbers",
  "unicode",
  "spacing",
  "repeated_ids",
  "links",
  "failed",
  "megabyte",
  "nested",
  "error_with_data",
  "error_of_its_own",
  "error_without_data",
].map((name): Ask => ({ method: "tools/call", params: { name, arguments: {} } }));

const asks: Ask[] = [
  ...calls,
  {
    method: "tools/call",
    params: {
      name: "echo",
      arguments: {
        one: "raw:1.0",
        big: "raw:9007199254740993",
        "ünï 🦉": [null, "é", 'raw:"\\u00e9"'],
        deep: 'raw:{"__proto__":{"x":-0.0},"constructor":1.0,"a":1}',
      },
      "x-param": { kept: "raw:1e2" },
      _meta: { "example.com/own": { a: "raw:1.50" } },
    },
  },
  { method: "tools/call", params: { name: "progress", _meta: { progressToken: "my own token" } } },
  { method: "tools/call", params: { name: "progress", _meta: { progressToken: 7 } } },
  {
    method: "tools/call",
    params: { name: "logging", _meta: { "io.modelcontextprotocol/logLevel": "debug" } },
  },
  { method: "prompts/get", params: { name: "ask", arguments: { a: "ünï" } } },
  { method: "resources/read", params: { uri: "test://a" } },
  { method: "resources/read", params: { uri: "test://t/ünï%20x" } },
  { method: "resources/read", params: { uri: "test://missing" } },
  {
    method: "completion/complete",
    params: { ref: { type: "ref/prompt", name: "ask" }, argument: { name: "a", value: "é" } },
  },
  {
    method: "completion/complete",
    params: {
      ref: { type: "ref/resource", uri: "test://t/{id}" },
      argument: { name: "id", value: "" },
      context: { arguments: { x: "1" } },
    },
  },
];

const lists = [
  ["tools/list", "tools"],
  ["resources/list", "resources"],
  ["resources/templates/list", "resourceTemplates"],
  ["prompts/list", "prompts"],
] as const;

const label = ({ method, params }: Ask): string => {
  const { name, uri } = (params ?? {}) as { name?: string; uri?: string };
  return [method, name ?? uri ?? ""].join(" ").trim();
};

/** All of an answer but its envelope: the id is each connection's own. */
const body = ({ answer, told }: Exchange) => ({
  result: at(answer, "result"),
  error: at(answer, "error"),
  told,
});

const elements = ({ answer }: Exchange, key: string): string[] => [
  ...parts(at(answer, "result", key) ?? "[]").values(),
];

const combinations = (["modern", "legacy"] as Era[]).flatMap((era) =>
  (["stdio", "http"] as const).flatMap((front) =>
    (["stdio", "http"] as const).map((upstream) => ({ era, front, upstream })),
  ),
);

describe.each(combinations)("$era client, $front front, $upstream upstream", ({ era, front, upstream }) => {
  test("every answer arrives as the server wrote it", { timeout: 40_000 }, async () => {
    const options = { era, capabilities: {} };
    const server = fixture("peculiar.ts", "--eras", era);
    const direct = await stdioClient(server, options);
    const entry =
      upstream === "stdio"
        ? { ...server, prefix: "" }
        : { url: (await listening(fixture("peculiar.ts", "--eras", era, "--http"))).url, prefix: "" };
    const behind = await gatewayClient(front, entry, era);

    for (const [method, key] of lists) {
      const own = elements(await direct.request(method), key);
      expect(own.length).toBeGreaterThan(0);
      // The first start ever lists what is known at once, and the rest as soon as the server said it.
      await expect
        .poll(async () => elements(await behind.request(method), key).length, { timeout: 10_000 })
        .toBe(own.length);
      expect(elements(await behind.request(method), key), method).toEqual(own);
    }
    if (era === "legacy") {
      for (const client of [direct, behind]) await client.request("logging/setLevel", { level: "debug" });
    }
    for (const ask of asks) {
      const own = body(await direct.request(ask.method, ask.params));
      expect(own.result ?? own.error, label(ask)).toBeDefined();
      expect.soft(body(await behind.request(ask.method, ask.params)), label(ask)).toEqual(own);
    }
    await direct.close();
    await behind.close();
  });
});

async function gatewayClient(front: "stdio" | "http", entry: object, era: Era): Promise<RawClient> {
  if (front === "stdio") return stdioClient(gateway("serve", { servers: { peculiar: entry } }), { era });
  const { env, ...command } = gateway("start", { servers: { peculiar: entry } });
  return httpClient((await listening(command, env)).url, { era });
}

describe("the instruments themselves", () => {
  test.each([
    ['{"a":1.0,"b":[1,{"c":"}"}],"d":"\\"]"}', { a: "1.0", b: '[1,{"c":"}"}]', d: '"\\"]"' }],
    [' { "a" : { } , "b": "," } ', { a: "{ }", b: '","' }],
    ["[1.0, [2,3], {}]", { 0: "1.0", 1: "[2,3]", 2: "{}" }],
    ["[]", {}],
  ])("parts of %s", (text, found) => {
    expect(Object.fromEntries(parts(text))).toEqual(found);
  });

  test("a server's own answers reach a raw client untouched over both transports", async () => {
    const { url } = await listening(fixture("peculiar.ts", "--http"));
    for (const era of ["modern", "legacy"] as const) {
      const pipes = await stdioClient(fixture("peculiar.ts"), { era });
      const web = await httpClient(url, { era });
      for (const { method, params } of asks) {
        expect(body(await web.request(method, params))).toEqual(body(await pipes.request(method, params)));
      }
      const { answer } = await web.request(
        "tools/call",
        asks.find((ask) => label(ask) === "tools/call echo")?.params,
      );
      expect(answer).toContain('"one":1.0,"big":9007199254740993,"ünï 🦉":[null,"é","\\u00e9"]');
      expect(answer).toContain('"__proto__":{"x":-0.0},"constructor":1.0');
      expect(answer).toContain('{"a":1.50},{"kept":1e2}');
      const progress = await web.request("tools/call", { name: "progress", _meta: { progressToken: "t" } });
      expect(progress.told).toHaveLength(3);
      await pipes.close();
    }
  });
});
