import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InputError } from "@sophia-mcp/core/errors";
import { openApprovalStore } from "./approval-store.ts";
import { createApprovals, type Approvals } from "./approvals.ts";

let folder = "";
let count = 0;
const closing: Approvals[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sophia-approvals-"));
});
afterAll(async () => {
  await Promise.all(closing.map((approvals) => approvals.close()));
  await rm(folder, { recursive: true });
});

const newFile = (): string => join(folder, `state-${count++}`, "approvals.db");

async function opened(file = newFile(), at = { time: 1_000_000 }): Promise<Approvals> {
  const approvals = createApprovals(await openApprovalStore(file), { now: () => at.time });
  closing.push(approvals);
  return approvals;
}

const call = { principal: "anna", tool: "github_create_issue", argumentsHash: "aa", summary: "Tool: x" };
const consume = (approvals: Approvals, change: Partial<typeof call> = {}) => {
  const { principal, tool, argumentsHash } = { ...call, ...change };
  return approvals.consume(principal, tool, argumentsHash);
};

test("a call goes on once after a person has approved it, and for nobody and nothing else", async () => {
  const approvals = await opened();
  expect(await consume(approvals)).toBe("none");
  const { id, expiresAt } = await approvals.request(call);
  expect(id).toMatch(/^[2-9a-hjkmnp-z]{10}$/);
  expect(expiresAt).toBe(1_600_000);
  expect(await consume(approvals)).toBe("pending");
  expect(await approvals.decide(id, "approve", "cli")).toMatchObject({ state: "approved", decidedBy: "cli" });
  for (const other of [{ principal: "ben" }, { tool: "github_delete_repo" }, { argumentsHash: "bb" }])
    expect(await consume(approvals, other)).toBe("none");
  expect(await consume(approvals)).toBe("approved");
  expect(await consume(approvals)).toBe("none");
});

test("a denied call stays denied until it expires, and then may be asked again", async () => {
  const at = { time: 0 };
  const approvals = await opened(newFile(), at);
  const { id } = await approvals.request(call);
  await approvals.decide(id, "deny", "cli");
  expect([await consume(approvals), await consume(approvals)]).toEqual(["denied", "denied"]);
  at.time += 600_001;
  expect(await consume(approvals)).toBe("none");
  expect((await approvals.request(call)).id).not.toBe(id);
});

test("neither a request nor an approval outlives its time", async () => {
  const at = { time: 0 };
  const approvals = await opened(newFile(), at);
  const { id } = await approvals.request(call);
  at.time = 599_999;
  await approvals.decide(id, "approve", "cli");
  // A decision in the last moment still leaves time to repeat the call.
  at.time += 599_999;
  expect(await approvals.list()).toHaveLength(1);
  at.time += 1;
  expect(await consume(approvals)).toBe("none");
  const late = await approvals.request(call);
  at.time += 600_000;
  await expect(approvals.decide(late.id, "approve", "cli")).rejects.toThrow(/has expired/);
  expect(await approvals.list()).toEqual([]);
});

test("the same call asked again is the same request; a decision is made once", async () => {
  const approvals = await opened();
  const first = await approvals.request(call);
  expect(await approvals.request({ ...call, summary: "other" })).toEqual(first);
  expect(await approvals.list()).toMatchObject([{ id: first.id, summary: "Tool: x", state: "pending" }]);
  await approvals.decide(first.id, "deny", "cli");
  await expect(approvals.decide(first.id, "approve", "cli")).rejects.toThrow(InputError);
  await expect(approvals.decide("nonsense", "approve", "cli")).rejects.toThrow(/approve list/);
});

test("a loop of one caller is stopped; another caller is not", async () => {
  const approvals = await opened();
  for (let i = 0; i < 20; i++) await approvals.request({ ...call, argumentsHash: `${i}` });
  await expect(approvals.request({ ...call, argumentsHash: "x" })).rejects.toThrow(/20 calls wait/);
  expect(await approvals.request({ ...call, argumentsHash: "3" })).toHaveProperty("id");
  expect(await approvals.request({ ...call, principal: "ben" })).toHaveProperty("id");
});

test("two openings of one file see each other, and only one of many gets the approval", async () => {
  const file = newFile();
  const [server, cli] = [await opened(file), await opened(file)];
  const { id } = await server.request(call);
  expect(await cli.list()).toMatchObject([{ id }]);
  await cli.decide(id, "approve", "cli");
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => consume(i % 2 === 0 ? server : cli)),
  );
  expect(answers.filter((answer) => answer === "approved")).toHaveLength(1);
});

test("approvals survive a restart, in files that nobody else may read", async () => {
  const file = newFile();
  const before = createApprovals(await openApprovalStore(file), { now: () => 0 });
  const { id } = await before.request(call);
  const modes = await Promise.all(
    [file, `${file}-wal`, join(file, "..")].map(async (path) => (await stat(path)).mode & 0o777),
  );
  if (process.platform !== "win32") expect(modes).toEqual([0o600, 0o600, 0o700]);
  await before.close();
  const after = await opened(file, { time: 1 });
  expect(await after.list()).toMatchObject([{ id, state: "pending" }]);
});

test("text of a hostile summary or name is kept as it is", async () => {
  const approvals = await opened();
  const hostile = { ...call, tool: "'; DROP TABLE approvals; --", summary: "\u202E\n\0'" };
  await approvals.request(hostile);
  expect(await consume(approvals, hostile)).toBe("pending");
});
