import { gzipSync } from "node:zlib";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { defineEmulator, refuse, route } from "./emulator.ts";
import { BODY_LIMIT } from "./body.ts";
import { type EmulatorOptions, type RunningEmulator, startEmulator } from "./server.ts";
import type { Violation } from "./specs/checker.ts";
import { createOpenApiChecker } from "./specs/openapi.ts";

type State = { notes: string[] };

/** A vendor with every odd way of talking that the nine have between them. */
const odd = defineEmulator<State>({
  id: "odd",
  title: "Odd",
  env: (url) => ({ ODD_BASE_URL: url }),
  createState: () => ({ notes: [] }),
  authenticate: ({ headers }) =>
    headers["api-key"] === "odd-sandbox-key"
      ? { name: "odd", scopes: ["read"] }
      : refuse({ status: 401, body: { ok: false, error: "not_authed" } }),
  routes: [
    route("POST", "/api/chat.post", ({ body }) => ({ body: { ok: true, echo: body } })),
    route("POST", "/records/{namespace}/upsert", ({ raw, params }) => ({
      status: 201,
      body: {
        namespace: params["namespace"],
        lines: raw
          .toString()
          .trim()
          .split("\n")
          .map((line): unknown => JSON.parse(line)),
      },
    })),
    route("GET", "/page", () => ({ body: "<h1>Canvas</h1>", headers: { "content-type": "text/html" } })),
    route("GET", "/logs", ({ origin }) => ({
      status: 302,
      headers: { location: `${origin.replace("127.0.0.1", "localhost")}/page` },
    })),
    route("PUT", "/files/{path+}", ({ params, raw }) => ({
      body: Buffer.from([...raw, 0, 255]),
      headers: { "x-path": params["path"] ?? "" },
    })),
    route("GET", "/files/special", () => ({ body: { special: true } })),
    route("POST", "/items", ({ body }) => ({ status: 201, body: { id: 7, ...(body as object) } })),
    route("GET", "/items", () => ({ body: { id: "seven" } })),
    route(
      "DELETE",
      "/items",
      () => ({ status: 204 }),
      () => ["admin"],
    ),
  ],
  fail: ({ status, message, scopes }) => ({
    status,
    body: { ok: false, error: message ?? `http_${status}`, needed: scopes },
  }),
});

const running: RunningEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

async function send(
  method: string,
  path: string,
  body?: NonNullable<RequestInit["body"]>,
  type?: string,
  options?: EmulatorOptions,
  more: Record<string, string> = {},
) {
  const emulator = await startEmulator(odd, options);
  running.push(emulator);
  const headers = {
    "api-key": "odd-sandbox-key",
    ...(type === undefined ? {} : { "content-type": type }),
    ...more,
  };
  return fetch(emulator.url + path, {
    method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
}

describe("a vendor in the common shape", () => {
  test("forms are decoded, other bodies are there as they came", async () => {
    const form = await send(
      "POST",
      "/api/chat.post",
      "channel=C1&blocks=%5B%5D",
      "application/x-www-form-urlencoded",
    );
    expect(await form.json()).toEqual({ ok: true, echo: { channel: "C1", blocks: "[]" } });
    const lines = await send("POST", "/records/a%2Fb/upsert", '{"id":1}\n{"id":2}\n', "application/x-ndjson");
    expect(await lines.json()).toEqual({ namespace: "a/b", lines: [{ id: 1 }, { id: 2 }] });
    const packed = await send(
      "POST",
      "/api/chat.post",
      gzipSync('{"a":1}'),
      "application/json",
      {},
      { "content-encoding": "gzip" },
    );
    expect(await packed.json()).toMatchObject({ echo: { a: 1 } });
  });

  test("answers may be pages, bytes and redirects", async () => {
    const page = await send("GET", "/page");
    expect([page.headers.get("content-type"), await page.text()]).toEqual(["text/html", "<h1>Canvas</h1>"]);
    expect((await send("GET", "/logs")).headers.get("location")).toMatch(/^http:\/\/localhost:\d+\/page$/);
    const bytes = await send("PUT", "/files/src/a.ts", Buffer.from([1, 2]), "application/octet-stream");
    expect([bytes.headers.get("x-path"), [...new Uint8Array(await bytes.arrayBuffer())]]).toEqual([
      "src/a.ts",
      [1, 2, 0, 255],
    ]);
    expect(await (await send("GET", "/files/special")).json()).toEqual({ special: true });
  });

  test.each([
    ["no such path", "GET", "/nothing", undefined, 404],
    ["no such method", "DELETE", "/page", undefined, 405],
    ["a missing scope", "DELETE", "/items", undefined, 403],
    ["broken JSON", "POST", "/items", "{", 400],
    ["too large a body", "POST", "/items", "x".repeat(BODY_LIMIT + 1), 413],
  ])("%s is told in the vendor's words", async (_name, method, path, body, status) => {
    const response = await send(method, path, body, "application/json");
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ ok: false });
  });
});

describe("a description in YAML of OpenAPI 3.0 over two files", () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sandbox-specs-"));
    await writeFile(
      join(directory, "odd.yaml"),
      `openapi: 3.0.3
paths:
  /items:
    get:
      parameters:
        - { name: tags, in: query, style: form, explode: false, schema: { type: array, items: { type: string, enum: [a, b] } } }
        - { name: limit, in: query, required: true, schema: { $ref: "common.yaml#/components/schemas/Limit" } }
        - { name: X-Version, in: header, required: true, schema: { type: string } }
      responses: { "200": { content: { application/json: { schema: { $ref: "common.yaml#/components/schemas/Item" } } } } }
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: "common.yaml#/components/schemas/NewItem" } } } }
      responses: { "201": { content: { application/json: { schema: { $ref: "common.yaml#/components/schemas/Item" } } } } }
  /api/chat.post:
    post:
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { channel: { type: string }, count: { type: integer } } } } } }
      responses: { "200": { description: ok } }
`,
    );
    await writeFile(
      join(directory, "common.yaml"),
      `components:
  schemas:
    Limit: { type: integer, minimum: 0, exclusiveMinimum: true }
    Named: { type: object, required: [name], properties: { name: { type: string, nullable: true } } }
    NewItem: { allOf: [ { $ref: "#/components/schemas/Named" }, { type: object, properties: { size: { type: number } } } ] }
    Item: { type: object, required: [id], properties: { id: { type: integer } } }
`,
    );
  });

  async function checked() {
    const violations: Violation[] = [];
    const source = {
      description: "official",
      files: ["odd.yaml"],
      exempt: ({ path }: { path: string }) => path === "/page",
    } as const;
    const checker = await createOpenApiChecker({
      vendor: "odd",
      directory,
      source,
      report: (violation) => violations.push(violation),
    });
    return { checker, violations };
  }

  test.each([
    ["a nullable field", "POST", "/items", '{"name":null,"size":2}', 201],
    ["a key of no part", "POST", "/items", '{"name":"x","colour":"red"}', 400],
    ["a missing key", "POST", "/items", "{}", 400],
    ["a body of another type", "POST", "/api/chat.post", "{}", 400],
    ["a missing header", "GET", "/items?limit=1", undefined, 400],
    ["what is not described", "GET", "/logs", undefined, 400],
    ["what is exempt", "GET", "/page", undefined, 200],
  ])("%s", async (_name, method, path, body, status) => {
    const { checker, violations } = await checked();
    const response = await send(method, path, body, body === undefined ? undefined : "application/json", {
      checker,
    });
    expect(response.status, await response.text()).toBe(status);
    expect(violations).toHaveLength(status === 400 ? 1 : 0);
  });

  test.each([
    ["?limit=1&tags=a,b", undefined],
    ["?limit=0", /limit: must be > 0/],
    ["?limit=1&tags=a,c", /tags.*allowed values/],
    ["", /required property 'limit'/],
  ])("the query %j", async (query, problem) => {
    const { checker, violations } = await checked();
    await send("GET", `/items${query}`, undefined, undefined, { checker }, { "x-version": "1" });
    // The answer to a request that passes is wrong on purpose: its id is text.
    expect(violations).toMatchObject([
      problem
        ? { side: "request", problem: expect.stringMatching(problem) }
        : { side: "answer", problem: expect.stringContaining("integer") },
    ]);
  });

  test("form fields are held against their types", async () => {
    const { checker, violations } = await checked();
    const form = "application/x-www-form-urlencoded";
    expect((await send("POST", "/api/chat.post", "count=3", form, { checker })).status).toBe(200);
    expect((await send("POST", "/api/chat.post", "count=three", form, { checker })).status).toBe(400);
    expect(violations).toMatchObject([{ problem: expect.stringContaining("count") }]);
    expect(checker.coverage()).toMatchObject({
      operationsKnown: 3,
      operationsCovered: ["POST /api/chat.post"],
      requestsChecked: 2,
      answersChecked: 1,
    });
  });
});
