import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { edge, scanners, tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const list = (args: Record<string, unknown>) => asana.call("asana_list_tasks", args);
const rows = (answer: { structured: Record<string, unknown> }) =>
  answer.structured.tasks as {
    id: string;
    completed: boolean;
    assignee?: string;
    projects?: string;
    tags?: string;
  }[];

test("lists the open tasks of a project, with people and sections by name", async () => {
  const answer = await list({ project: "Edge reliability", limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	assignee	due_date	projects	updated_at	url
    1206516839587905	Scanners drop in the chilled hall	Rafael Ortega [120641880001301]	2026-11-20	Edge reliability [1206445648880322] / In review [1206656182007893]	2026-11-17T18:00:00.000Z	https://app.asana.com/0/1206445648880322/1206516839587905
    1206585428411994	Firmware 2.8.1	Rafael Ortega [120641880001301]	2026-11-21	Edge reliability [1206445648880322] / In progress [1206620242840981]	2026-11-08T18:00:00.000Z	https://app.asana.com/0/1206445648880322/1206585428411994

    More rows: repeat with cursor: WyJleUpoZENJNk1pd2laWGh3SWpveE56azFNall5TkRBd01EQXdMQ0p2WmlJNklpOWhjR2t2TVM0d0wzQnliMnBsWTNSekx6RXlNRFkwTkRVMk5EZzRPREF6TWpJdmRHRnphM01fWTI5dGNHeGxkR1ZrWDNOcGJtTmxQVzV2ZHlKOSIsMF0"
  `);
});

test("pages to the end; completed tasks are the rest", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ project: edge, limit: 3, ...(cursor ? { cursor } : {}) });
    ids.push(...rows(page).map(({ id }) => id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(10);
  const done = await list({ project: edge, completed: true });
  expect(rows(done)).toHaveLength(3);
  expect(rows(done).every(({ completed }) => completed)).toBe(true);
});

test("a section is found by its name in the project, or stands alone by its id", async () => {
  const byName = await list({ project: "Edge reliability", section: "in review" });
  expect(rows(byName).map(({ id }) => id)).toContain(scanners);
  const id = /In review \[(\d+)\]/.exec(byName.text)?.[1];
  expect(rows(await list({ section: id }))).toEqual(rows(byName));
  expect((await list({ section: "In review" })).text).toMatch(/needs its project/);
});

test("without anything it is the caller's own list; a person's is given by e-mail", async () => {
  asana.sent();
  const own = await list({});
  expect(asana.sent().at(-1)).toMatch(/\/user_task_lists\/\d+\/tasks$/);
  expect(rows(own).every(({ assignee }) => assignee?.startsWith("Sofia"))).toBe(true);
  const amara = await list({ assignee: "amara.nwosu@tessalane.example" });
  expect(rows(amara).every(({ assignee }) => assignee?.startsWith("Amara"))).toBe(true);
  expect(rows(await list({ assignee: "me" })).map(({ id }) => id)).toEqual(rows(own).map(({ id }) => id));
});

test("what Asana cannot combine is filtered here", async () => {
  const mine = await list({ project: edge, assignee: "amara", limit: 100 });
  expect(rows(mine)).toHaveLength(2);
  expect(rows(await list({ project: edge, assignee: "none" })).every(({ assignee }) => !assignee)).toBe(true);
  expect(rows(await list({ project: edge, assignee: "me" }))).toEqual([]);
  const bugs = await list({ project: edge, tag: "bug" });
  expect(rows(bugs).every(({ tags }) => tags?.includes("bug ["))).toBe(true);
  expect(rows(await list({ tag: "bug" })).length).toBeGreaterThan(rows(bugs).length);
  const fresh = await list({ project: edge, updated_since: "2026-11-19" });
  expect(rows(fresh).length).toBeLessThan(10);
  expect(
    rows(await list({ section: "To do", project: edge, updated_since: "2026-01-01" })).length,
  ).toBeGreaterThan(2);
});

test("detail full adds custom fields", async () => {
  const full = await list({ project: edge, limit: 1, detail: "full" });
  expect(full.text).toContain("Work key");
});

test("a project that is not there is named, as is a cursor that has expired", async () => {
  const missing = await list({ project: "1" });
  expect(missing.error).toMatchObject({ kind: "input", status: 404 });
  expect(missing.text).toContain("no project 1 (404)");
  const stale = Buffer.from(
    JSON.stringify({ at: 2, exp: 1, of: `/api/1.0/projects/${edge}/tasks?completed_since=now` }),
  ).toString("base64url");
  const cursor = Buffer.from(JSON.stringify([stale, 0])).toString("base64url");
  const expired = await list({ project: edge, cursor });
  expect(expired.text).toMatch(/pagination token has expired.*start again without cursor/);
});

test("with two workspaces a name is looked up in both, and a person's list asks which", async () => {
  const guest = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.twoWorkspaces } });
  expect((await guest.call("asana_list_tasks", { project: "Edge reliability" })).isError).toBe(false);
  const which = await guest.call("asana_list_tasks", { assignee: "me" });
  expect(which.text).toMatch(/Which workspace\? .*Tessalane \[\d+\], Tessalane Partners \[\d+\]/);
  const partners = await guest.call("asana_list_tasks", { assignee: "me", workspace: "Tessalane Partners" });
  expect(rows(partners)).toEqual([]);
  await guest.close();
  const preset = await startHarness(server, {
    env: { ASANA_ACCESS_TOKEN: tokens.twoWorkspaces, ASANA_WORKSPACE: "tessalane" },
  });
  expect((await preset.call("asana_list_tasks", { assignee: "me" })).isError).toBe(false);
  await preset.close();
});

test("a time may be a span back; what is none is refused by key", async () => {
  const answer = await list({ project: edge, updated_since: "1d" });
  expect(answer.isError).toBeFalsy();
  const sent = asana.sandbox.requests.at(-1)?.query.modified_since;
  expect(sent).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
  expect((await list({ project: edge, updated_since: "lately" })).text).toContain(
    '"updated_since" was not understood',
  );
});
