import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApprovalStore } from "./approval-store.ts";
import { createApprovals } from "./approvals.ts";
import { approveCommand } from "./approve-command.ts";
import { readApprovedDefinitions, writeHeldDefinitions } from "./definition-approvals.ts";

let root = "";
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sophia-approve-"));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});
const newFolder = (): string => join(root, `state-${count++}`);

async function run(folder: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await approveCommand(args, {
    env: { SOPHIA_STATE_DIR: folder, USER: "anna" },
    cwd: folder,
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

const call = {
  principal: "ben",
  tool: "github_create_issue",
  argumentsHash: "aa",
  summary: "Tool: x\nEffect: y",
};

test("with nothing waiting it says so, and leaves no trace", async () => {
  const folder = newFolder();
  expect(await run(folder)).toEqual({ code: 0, out: "Nothing waits for a person.\n", err: "" });
  expect((await run(folder, "list", "--json")).out).toBe('{\n  "calls": [],\n  "definitions": []\n}\n');
  expect(await run(folder, "nonsense")).toMatchObject({ code: 1, err: expect.stringContaining("nonsense") });
  expect(await readdir(root)).toEqual([]);
});

test("a call that a server waits for is released by another process", async () => {
  const folder = newFolder();
  const server = createApprovals(await openApprovalStore(join(folder, "approvals.db")));
  try {
    const { id } = await server.request(call);
    const listed = await run(folder);
    expect(listed.out).toContain(`${id}  pending  github_create_issue for ben, 10 min left\n      Tool: x\n`);
    expect(await elsewhere(folder, id)).toBe(0);
    expect((await server.list())[0]).toMatchObject({ state: "approved", decidedBy: "cli (anna)" });
    expect(await server.consume("ben", "github_create_issue", "aa")).toBe("approved");
    expect(await run(folder, id)).toMatchObject({ code: 1, err: expect.stringContaining(id) });
  } finally {
    await server.close();
  }
});

/** The command in a process of its own. */
function elsewhere(folder: string, id: string): Promise<number | null> {
  const script = `
    const { approveCommand } = await import(process.env.COMMAND);
    process.exitCode = await approveCommand([process.env.ID], { ...process, cwd: "." });`;
  const flags = ["--conditions=@sophia-mcp/source", "--input-type=module", "--eval", script];
  const command = new URL("approve-command.ts", import.meta.url).href;
  const env = { ...process.env, SOPHIA_STATE_DIR: folder, USER: "anna", COMMAND: command, ID: id };
  return new Promise((resolve, reject) => {
    spawn(process.execPath, flags, { env, stdio: "ignore" }).on("exit", resolve).on("error", reject);
  });
}

test("a denied call is denied for the server too", async () => {
  const folder = newFolder();
  const server = createApprovals(await openApprovalStore(join(folder, "approvals.db")));
  const { id } = await server.request(call);
  const { code, out } = await run(folder, "--deny", id, "--json");
  expect([code, JSON.parse(out)]).toEqual([
    0,
    { ok: true, decided: [{ kind: "call", id, tool: "github_create_issue", state: "denied" }] },
  ]);
  expect(await server.consume("ben", "github_create_issue", "aa")).toBe("denied");
  await server.close();
});

const held = [
  { name: "send", reason: "changed" as const, hash: "11", diff: ['~ description: "a" -> "b"'] },
  { name: "new\u001B[2J\nTool", reason: "new" as const, hash: "22", diff: [] },
];

test("held-back definitions are shown with their diff, and accepted by id, by tool, or a whole server", async () => {
  const folder = newFolder();
  writeHeldDefinitions(folder, "mail", held);
  writeHeldDefinitions(folder, "files", [{ name: "read", reason: "new", hash: "33", diff: [] }]);
  const { out } = await run(folder, "list");
  expect(out).toMatch(/[0-9a-f]{12} {2}changed {2}send of mail\n {6}~ description: "a" -> "b"/);
  expect(out).toContain(String.raw`new\u{001B}[2J Tool of mail`);
  const { definitions } = JSON.parse((await run(folder, "--json")).out) as {
    definitions: { id: string; name: string }[];
  };
  const id = definitions.find(({ name }) => name === "read")?.id ?? "";
  expect(await run(folder, "--deny", id)).toMatchObject({
    code: 1,
    err: expect.stringContaining("held back"),
  });
  expect((await run(folder, id)).out).toContain("Accepted: read of files.");
  expect((await run(folder, "--server", "mail", "--tool", "send")).code).toBe(0);
  const accepts = readApprovedDefinitions(folder);
  expect([
    accepts("mail")("send", "11"),
    accepts("files")("read", "33"),
    accepts("mail")("new", "22"),
  ]).toEqual([true, true, false]);
  expect(await run(folder, "--server", "files")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/of: mail/),
  });
  expect((await run(folder, "--server", "mail")).code).toBe(0);
  expect((await run(folder)).out).toBe("Nothing waits for a person.\n");
});

test.each([["a", "b"], ["a", "--deny", "b"], ["--tool", "x"], ["--unknown"], ["--deny"]])(
  "%s %s %s is wrong usage",
  async (...args) => {
    const { code, err } = await run(newFolder(), ...args);
    expect([code, err]).toEqual([2, expect.stringContaining("Usage:")]);
  },
);
