import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openApprovalStore } from "../policy/approval-store.ts";
import { createApprovals } from "../policy/approvals.ts";
import { approvalsPage } from "./approvals-page.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** The page alone, with a clock that the test sets. */
async function served() {
  const stateFolder = mkdtempSync(join(tmpdir(), "sophia-approvals-"));
  closing.push(() => rmSync(stateFolder, { recursive: true }));
  let time = Date.now();
  const now = (): number => time;
  const approvals = createApprovals(await openApprovalStore(join(stateFolder, "approvals.db")), {
    ttlMs: 60_000,
    now,
  });
  closing.push(() => approvals.close());
  const page = approvalsPage({ approvals: async () => approvals, stateFolder, now });
  const server = createServer((req, res) => void page.handle(req, res, req.url ?? ""));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const decide = async (id: string, headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ decision: "approve" });
    const answer = await fetch(`${origin}/approvals/${id}`, { method: "POST", body, headers });
    return { status: answer.status, text: await answer.text() };
  };
  const ask = (tool: string) => approvals.request({ principal: "p", tool, argumentsHash: "h", summary: "s" });
  return { origin, decide, ask, later: (ms: number) => (time += ms) };
}

test("a decision that comes too late hears that the call has expired", async () => {
  const { origin, decide, ask, later } = await served();
  const { id } = await ask("crm_delete");
  await (await fetch(`${origin}/approvals`)).text();
  later(60_001);
  expect(await decide(id)).toMatchObject({ status: 410, text: expect.stringContaining("has expired") });
  // Of one that nobody looked at while it waited, nothing is known.
  expect(await decide("zzzzzzzzzz")).toMatchObject({
    status: 404,
    text: expect.stringContaining("never was"),
  });
});

test("where a browser says that another site asks, nothing is decided", async () => {
  const { decide, ask } = await served();
  const { id } = await ask("crm_delete");
  for (const site of ["cross-site", "same-site"])
    expect((await decide(id, { "sec-fetch-site": site })).status).toBe(403);
  expect((await decide(id, { "sec-fetch-site": "same-origin" })).status).toBe(200);
});
