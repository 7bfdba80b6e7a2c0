import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Approval } from "../src/policy/approvals.ts";
import { heldId, readHeldDefinitions, writeHeldDefinitions } from "../src/policy/definition-approvals.ts";
import type { StatusDocument } from "../src/page/status-document.ts";
import { paged, type Paged } from "./fixtures/paged.ts";

const token = "correct-horse-battery-staple";
let open: Paged;
let closed: Paged;
beforeAll(async () => {
  open = await paged();
  closed = await paged({ token });
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

const get = (path: string, headers: Record<string, string> = {}, from = open) =>
  fetch(`${from.origin}${path}`, { headers });

const post = (path: string, body: unknown, headers: Record<string, string> = {}, to = open) =>
  fetch(`${to.origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("the page may reach nothing but its own origin, and is kept nowhere", async () => {
  const answer = await get("/");
  expect(answer.status).toBe(200);
  const policy = answer.headers.get("content-security-policy") ?? "";
  const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0], rule]));
  expect(rules.get("default-src")).toBe("default-src 'none'");
  expect(rules.get("connect-src")).toBe("connect-src 'self'");
  expect(rules.get("script-src")).toMatch(/^script-src 'sha256-[\w+/=]+'$/);
  expect(rules.get("style-src")).toMatch(/^style-src 'sha256-[\w+/=]+'$/);
  expect(rules.get("frame-ancestors")).toBe("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  const html = await answer.text();
  expect(html).toMatch(/^<!doctype html>\n<html lang="en" data-token="none">/);
  expect(html).not.toMatch(/(?:src|href)="(?!data:|#)/);
  expect(html).not.toMatch(/%version%|\/\*script\*\/|^import /m);
});

test.each(["/status.json", "/approvals", "/v0/servers"])(
  "%s: JSON that is kept nowhere and shared with nobody",
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    const stranger = await get(path, { origin: "http://evil.example" });
    expect(stranger.status).toBe(403);
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
  },
);

test.each(["/", "/status.json", "/approvals", "/v0/servers"])(
  "%s: no other name leads here",
  async (path) => {
    // fetch sets Host itself.
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${open.origin}${path}`, { headers: { host: "evil.example" } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on("error", reject).end();
    });
    expect(status).toBe(403);
  },
);

test("with a token, a stranger gets the empty shell and nothing else", async () => {
  const shell = await get("/", {}, closed);
  expect(shell.status).toBe(200);
  const html = await shell.text();
  expect(html).toContain('data-token="needed"');
  expect(/hubspot|asana/i.test(html)).toBe(false);
  for (const path of ["/status.json", "/approvals", "/v0/servers", "/v0/servers/x"]) {
    const refused = await get(path, {}, closed);
    expect([path, refused.status]).toEqual([path, 401]);
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect((await get(`${path}?access_token=${token}`, { cookie: `token=${token}` }, closed)).status).toBe(
      401,
    );
  }
  expect((await post("/approvals/abc", { decision: "approve" }, {}, closed)).status).toBe(401);
  const known = { authorization: `Bearer ${token}` };
  expect((await get("/status.json", known, closed)).status).toBe(200);
});

const status = async () => (await (await get("/status.json")).json()) as StatusDocument;

test("tells what calls came to, by system", async () => {
  const client = await open.client();
  await client.request("tools/list", {});
  const call = { name: "asana_get_me", arguments: {} };
  await client.request("tools/call", call);
  await client.request("tools/call", call);
  await client.close();
  await expect.poll(async () => (await status()).audit.length).toBe(2);
  const read = await status();
  const asana = read.servers.find(({ name }) => name === "asana");
  expect(asana).toMatchObject({ kind: "builtIn", state: "ready", circuit: "closed", inFlight: 0 });
  expect(asana?.calls).toMatchObject({ total: 2, outcomes: { ok: 2 } });
  expect(asana?.calls?.p95Ms).toBeGreaterThan(0);
  expect(read.servers.find(({ name }) => name === "gong")).not.toHaveProperty("calls");
  expect(read.definitions[0]).toMatchObject({ profile: "default" });
  expect(read.definitions[0]?.tokens).toBeGreaterThan(1000);
  expect(read.audit.map(({ seq, tool, outcome }) => [seq, tool, outcome])).toEqual([
    [2, "asana_get_me", "ok"],
    [1, "asana_get_me", "ok"],
  ]);
  expect(read.problems).toEqual([]);
  expect(JSON.stringify(read)).not.toContain("pids");
});

async function waiting(name: string): Promise<Approval> {
  const key = { principal: "local", tool: name, argumentsHash: name };
  const { id } = await open.approvals.request({ ...key, summary: `Tool: ${name}\u202E` });
  const found = (await open.approvals.list()).find((one) => one.id === id);
  if (!found) throw new Error("it does not wait");
  return found;
}

const said = async (answer: Response): Promise<[number, Record<string, unknown>]> => [
  answer.status,
  (await answer.json()) as Record<string, unknown>,
];

test("a call is approved once; a second decision says what was decided", async () => {
  const { id } = await waiting("crm_delete");
  const listed = (await (await get("/approvals")).json()) as { calls: Approval[] };
  expect(listed.calls.find((one) => one.id === id)?.summary).toBe(String.raw`Tool: crm_delete\u{202E}`);
  const [status, body] = await said(await post(`/approvals/${id}`, { decision: "approve" }));
  expect([status, body]).toMatchObject([200, { id, state: "approved", tool: "crm_delete" }]);
  const [again, error] = await said(await post(`/approvals/${id}`, { decision: "deny" }));
  expect(again).toBe(409);
  expect(error.error).toContain("approved already, by http");
  expect(await open.approvals.consume("local", "crm_delete", "crm_delete")).toBe("approved");
  const [late, done] = await said(await post(`/approvals/${id}`, { decision: "approve" }));
  expect(late).toBe(409);
  expect(done.error).toContain("decided already");
});

test("a call is denied, and stays so", async () => {
  const { id } = await waiting("crm_purge");
  expect(await said(await post(`/approvals/${id}`, { decision: "deny" }))).toMatchObject([
    200,
    { state: "denied" },
  ]);
  expect(await open.approvals.consume("local", "crm_purge", "crm_purge")).toBe("denied");
});

test("an unknown id, a body that decides nothing, and other methods are refused with what to do", async () => {
  const [status, { error }] = await said(await post("/approvals/nothing", { decision: "approve" }));
  expect([status, error]).toEqual([404, expect.stringContaining('under the id "nothing"')]);
  const { id } = await waiting("crm_merge");
  for (const body of [
    "",
    "{",
    "[]",
    "null",
    { decision: "yes" },
    { Decision: "approve" },
    { decision: ["approve"] },
    `{"decision":"approve","x":"${"x".repeat(5000)}"}`,
  ])
    expect((await post(`/approvals/${id}`, body)).status).toBe(400);
  expect((await get(`/approvals/${id}`)).status).toBe(405);
  expect((await post("/approvals", { decision: "approve" })).status).toBe(405);
  expect((await open.approvals.list()).find((one) => one.id === id)?.state).toBe("pending");
});

test("no page of another site decides", async () => {
  const { id } = await waiting("crm_send");
  const form = { "content-type": "application/x-www-form-urlencoded" };
  expect((await post(`/approvals/${id}`, "decision=approve", form)).status).toBe(415);
  expect(
    (await post(`/approvals/${id}`, { decision: "approve" }, { "content-type": "text/plain" })).status,
  ).toBe(415);
  expect(
    (await post(`/approvals/${id}`, { decision: "approve" }, { origin: "http://evil.example" })).status,
  ).toBe(403);
  expect((await post(`/approvals/${id}`, { decision: "approve" }, { origin: "null" })).status).toBe(403);
  expect((await open.approvals.list()).find((one) => one.id === id)?.state).toBe("pending");
});

test("a held-back definition is accepted as it was shown, and cannot be denied", async () => {
  const held = {
    name: "read",
    reason: "changed",
    hash: "b".repeat(64),
    diff: ['~ title: "a" -> "b"'],
  } as const;
  writeHeldDefinitions(open.stateFolder, "files", [held]);
  const id = heldId({ server: "files", ...held });
  const { definitions } = (await (await get("/approvals")).json()) as { definitions: object[] };
  expect(definitions).toMatchObject([{ id, server: "files", name: "read" }]);
  expect((await post(`/approvals/${id}`, { decision: "deny" })).status).toBe(409);
  expect(await said(await post(`/approvals/${id}`, { decision: "approve" }))).toMatchObject([
    200,
    { tool: "read" },
  ]);
  expect(readHeldDefinitions(open.stateFolder)).toEqual([]);
});
