import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const search = (args: Record<string, unknown>) => asana.call("asana_search_tasks", args);
const rows = (answer: { structured: Record<string, unknown> }) =>
  answer.structured.tasks as {
    id: string;
    name: string;
    completed: boolean;
    due_date?: string;
    assignee?: string;
    custom_fields?: Record<string, string>;
  }[];

test("finds open tasks by text, person, project and tag given by name", async () => {
  const answer = await search({
    query: "batch",
    assignee: "amara",
    project: "Edge reliability",
    tag: "database",
  });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	assignee	due_date	projects	updated_at	url
    1206587557835981	Night batch runs late	Amara Nwosu [120641880001001]	2026-11-22	Edge reliability [1206445648880322] / In progress [1206620242840981]	2026-11-16T18:00:00.000Z	https://app.asana.com/0/1206445648880322/1206587557835981"
  `);
});

test("completed ones only when asked for", async () => {
  expect(rows(await search({ limit: 100 })).every(({ completed }) => !completed)).toBe(true);
  const completed = rows(await search({ completed: true, limit: 100 }));
  expect(completed.length).toBeGreaterThan(5);
  expect(completed.every((task) => task.completed)).toBe(true);
});

test.each(["updated_at", "created_at"])(
  "by %s it pages to the end without losing or repeating a task",
  async (sort_by) => {
    const all = rows(await search({ limit: 100, sort_by })).map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ limit: 7, sort_by, ...(cursor ? { cursor } : {}) });
      paged.push(...rows(page).map(({ id }) => id));
      cursor = page.structured.next_cursor as string | undefined;
    } while (cursor !== undefined);
    expect(new Set(paged).size).toBe(paged.length);
    expect([...paged].sort()).toEqual([...all].sort());
  },
);

test("dates bound it, and due_date sorts the earliest first on its only page", async () => {
  const answer = await search({
    due_after: "2026-11-20",
    due_before: "2026-11-24",
    sort_by: "due_date",
    limit: 3,
  });
  expect(rows(answer).map(({ due_date }) => due_date)).toEqual(["2026-11-21", "2026-11-21", "2026-11-21"]);
  expect(answer.structured.next_cursor).toBeUndefined();
  const refused = await search({
    sort_by: "due_date",
    cursor: "WyIyMDI2LTExLTE5VDE4OjAwOjAwLjAwMFp8YSIsMF0",
  });
  expect(refused.text).toContain("no next page");
});

test("custom fields are given and shown by name", async () => {
  const answer = await search({ custom_fields: { priority: "urgent", "Work key": "EDG" } });
  expect(rows(answer).map(({ custom_fields }) => custom_fields?.["Work key"]?.slice(0, 3))).toEqual(
    expect.arrayContaining(["EDG"]),
  );
  expect(rows(answer).every(({ custom_fields }) => custom_fields?.Priority === "Urgent")).toBe(true);
  const unset = await search({ custom_fields: { "Promised on": "" }, limit: 3 });
  expect(rows(unset).some(({ custom_fields }) => custom_fields?.["Promised on"])).toBe(false);
});

test("tasks of nobody are found with none", async () => {
  const answer = await search({ assignee: "none" });
  expect(rows(answer).length).toBeGreaterThan(2);
  expect(rows(answer).some(({ assignee }) => assignee)).toBe(false);
});

test.each([
  ["an unknown person", { assignee: "nobody" }, /No user is called "nobody"/],
  [
    "an address that nobody has",
    { assignee: "a@b.example" },
    /Nobody in Asana has the e-mail address a@b\.example/,
  ],
  ["a name that several things have", { project: "o" }, /"o" fits several: pass one of Sign-on/],
  ["an unknown option", { custom_fields: { Priority: "Immediate" } }, /Accepted: Urgent \[\d+\], High/],
  ["an unknown field", { custom_fields: { Prioriti: "High" } }, /Did you mean "Priority"\?/],
  [
    "a field that cannot be searched",
    { custom_fields: { Products: "Flow" } },
    /cannot search the custom field "Products"/,
  ],
  ["a foreign cursor", { cursor: "WyJ4IiwwXQ" }, /not a cursor of this tool/],
  ["a day that does not exist", { due_after: "2026-13-01" }, /must be a day/],
])("%s is refused with what would fit", async (_, args, wording) => {
  const answer = await search(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("on a free plan tasks are listed instead, and it says so", async () => {
  const free = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.free } });
  const listed = await free.call("asana_search_tasks", { query: "night late", project: "Edge reliability" });
  expect(listed.structured).toMatchObject({
    note: "This workspace is on a free plan, which has no task search (402). Tasks were listed instead, and filtered by words of the name.",
    tasks: [{ id: batch }],
  });
  expect(listed.text).toContain("free plan");
  const own = await free.call("asana_search_tasks", { due_before: "2026-12-01" });
  expect(own.structured.note).toMatch(/Your own tasks were listed instead/);
  expect(rows(own).length).toBeGreaterThan(0);
  await free.close();
});
