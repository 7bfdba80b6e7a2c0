import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Fault } from "./faults.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

let sandbox: Sandbox;
const OWNERS = "/crm/owners/2026-09";
const COMPANIES = "/crm/objects/2026-09/companies";

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["hubspot"] });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

function request(path = OWNERS, init: RequestInit = {}): Promise<Response> {
  const { HUBSPOT_BASE_URL: url, HUBSPOT_ACCESS_TOKEN: token } = sandbox.env;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return fetch(`${url}${path}`, { ...init, headers, redirect: "manual" });
}

function create(name: string): Promise<Response> {
  return request(COMPANIES, { method: "POST", body: JSON.stringify({ properties: { name } }) });
}

async function countOf(name: string): Promise<number> {
  const response = await request(`${COMPANIES}/search`, {
    method: "POST",
    body: JSON.stringify({ query: name }),
  });
  return ((await response.json()) as { total: number }).total;
}

test.each([400, 401, 403, 404, 409, 429, 500, 502, 503])(
  "status %i comes in the vendor's words",
  async (status) => {
    sandbox.faults.add({ kind: "status", status, retryAfter: "junk" });
    const response = await request();
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe("junk");
    expect(await response.json()).toMatchObject({
      status: "error",
      category: expect.any(String),
      correlationId: expect.any(String),
    });
  },
);

test.each<[string, Fault]>([
  ["hang", { kind: "hang" }],
  ["slow", { kind: "slow", delayMs: 5000 }],
  ["drip", { kind: "drip", delayMs: 50 }],
])("%s does not answer in time", async (_name, fault) => {
  sandbox.faults.add(fault);
  const signal = AbortSignal.timeout(200);
  await expect(request(OWNERS, { signal }).then((response) => response.text())).rejects.toThrow(/timeout/);
});

test("slow answers in the end", async () => {
  sandbox.faults.add({ kind: "slow", delayMs: 30 });
  const started = performance.now();
  expect((await request()).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThan(25);
});

test.each<Fault["kind"]>(["cut", "truncate"])("%s breaks the connection", async (kind) => {
  sandbox.faults.add({ kind });
  await expect(request().then((response) => response.text())).rejects.toThrow();
});

test("malformed, html, empty, redirect and huge answers", async () => {
  sandbox.faults.add({ kind: "malformed", times: 1 });
  await expect(request().then((response) => response.json())).rejects.toThrow(SyntaxError);
  sandbox.faults.add({ kind: "html", times: 1 });
  expect((await request()).headers.get("content-type")).toContain("text/html");
  sandbox.faults.add({ kind: "empty", times: 1 });
  expect(await (await request()).text()).toBe("");
  sandbox.faults.add({ kind: "redirect", location: "https://collector.example/", times: 1 });
  expect((await request()).headers.get("location")).toBe("https://collector.example/");
  sandbox.faults.add({ kind: "huge", bytes: 3_000_000, times: 1 });
  expect((await (await request()).arrayBuffer()).byteLength).toBeGreaterThan(3_000_000);
});

test("a write fails before or after its effect", async () => {
  sandbox.faults.add({ kind: "status", status: 502, method: "POST", path: COMPANIES, times: 1 });
  expect((await create("Beforehand")).status).toBe(502);
  expect(await countOf("Beforehand")).toBe(0);
  sandbox.faults.add({ kind: "cut", method: "POST", path: COMPANIES, times: 1, afterEffect: true });
  await expect(create("Afterwards")).rejects.toThrow();
  expect(await countOf("Afterwards")).toBe(1);
});

test("a fault is meant for a vendor, a method and a path, after and for so many requests", async () => {
  sandbox.faults.add({ kind: "status", vendor: "slack" });
  sandbox.faults.add({ kind: "status", method: "DELETE" });
  sandbox.faults.add({ kind: "status", path: "/crm/*" });
  expect((await request()).status).toBe(200);
  sandbox.faults.add({ kind: "status", path: "/crm/**", status: 503, after: 1, times: 1 });
  const statuses = [await request(), await request(), await request()].map((response) => response.status);
  expect(statuses).toEqual([200, 503, 200]);
  const { remove } = sandbox.faults.add({ kind: "status", path: /owners/ });
  expect((await request()).status).toBe(500);
  remove();
  expect((await request()).status).toBe(200);
});

test("another process steers the faults over HTTP, on loopback only", async () => {
  const control = `${sandbox.env["HUBSPOT_BASE_URL"]}/_sandbox`;
  const post = (fault: unknown) =>
    fetch(`${control}/faults`, {
      method: "POST",
      body: JSON.stringify(fault),
      headers: { "content-type": "application/json" },
    });
  expect((await post({ kind: "status", status: 418, times: 1 })).status).toBe(201);
  expect((await post({ kind: "explode" })).status).toBe(400);
  expect((await request()).status).toBe(418);
  expect(await (await fetch(`${control}/requests`)).json()).toMatchObject({
    requests: expect.arrayContaining([expect.objectContaining({ path: OWNERS, status: 418 })]),
  });
  expect((await fetch(`${control}/faults`, { method: "DELETE" })).status).toBe(204);
  const { answerControl } = await import("./control.ts");
  expect(
    answerControl(sandbox, {
      method: "DELETE",
      path: "/_sandbox/faults",
      host: "evil.example",
      body: undefined,
    }).status,
  ).toBe(403);
});

test("credentials are seen by tests in this process, but not over HTTP", async () => {
  await request();
  expect(sandbox.requests.at(-1)?.headers["authorization"]).toContain("pat-na1-sandbox");
  const text = await (await fetch(`${sandbox.env["HUBSPOT_BASE_URL"]}/_sandbox/requests`)).text();
  expect(text).not.toContain("pat-na1-sandbox");
});
