import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const get = (args: Record<string, unknown>) => asana.call("asana_get_task", args);

test("returns notes, custom fields, comments, subtasks and dependencies at once", async () => {
  const answer = await get({ task: batch });
  expect(answer.text).toMatchInlineSnapshot(`
    "id: 1206587557835981
    name: Night batch runs late
    assignee: Amara Nwosu [120641880001001]
    due_date: 2026-11-22
    projects: Edge reliability [1206445648880322] / In progress [1206620242840981]
    tags: bug [1206670170202900]; database [1206673235827162]
    updated_at: 2026-11-16T18:00:00.000Z
    url: https://app.asana.com/0/1206445648880322/1206587557835981
    completed: no
    Priority: Urgent
    Estimate: 1
    Work key: EDG-31
    Products: Edge
    Promised on: 2026-11-22
    Points open: 1
    created_by: Tobias Renner [120641880000201]

    Notes
    The stock snapshot takes a table lock. Needs an index on (site_id, counted_at). Reported by Bluefin Grocers.

    Subtasks
    - Build the snapshot index without a lock [1206520328613666]
    - Bridge with Bluefin for Sunday night [1206519136270509]

    Blocked by
    - Build the snapshot index without a lock [1206520328613666]

    Comments
    2026-11-09T13:51:00.000Z Yusuf Demir [120641880000801] #1206620622751588
    Third ticket from Bluefin this month, the batch ended at 05:40.

    2026-11-11T08:10:00.000Z Amara Nwosu [120641880001001] #1206621122778596
    The snapshot locks the table for 52 minutes when the counts of all sites arrive together.

    2026-11-16T15:04:00.000Z Declan Moriarty [120641880000701] #1206674617608247
    Renata will open a tender if it happens again before the renewal."
  `);
});

test.each([
  `https://app.asana.com/0/1206445648880322/${scanners}`,
  `https://app.asana.com/0/1206445648880322/${scanners}/f`,
  `https://app.asana.com/1/1206620131102716/project/1206445648880322/task/${scanners}?focus=true`,
  `Scanners drop [${scanners}]`,
])("accepts %s", async (task) => {
  expect((await get({ task, include: [] })).structured.id).toBe(scanners);
});

test("parts that are left out are not read", async () => {
  asana.sent();
  const { structured } = await get({ task: batch, include: ["comments"] });
  expect(asana.sent().filter((line) => line.includes(batch))).toEqual([
    `GET /api/1.0/tasks/${batch}`,
    `GET /api/1.0/tasks/${batch}/stories`,
  ]);
  expect(structured.subtask_list).toBeUndefined();
  expect(structured.comments).toHaveLength(3);
});

test("long notes come in slices", async () => {
  const words = "all work and no play ".repeat(500);
  await asana.call("asana_update_task", { task: scanners, notes: words });
  const first = await get({ task: scanners, include: [] });
  expect(first.structured).toMatchObject({ next_offset: 8000 });
  const second = await get({ task: scanners, include: [], offset: 8000 });
  expect(`${first.structured.notes as string}${second.structured.notes as string}`).toBe(words.trim());
  expect(second.structured.next_offset).toBeUndefined();
});

test("a name is refused with a way to find the id, an unknown id is named", async () => {
  expect((await get({ task: "Night batch" })).text).toMatch(/no task id or link\. asana_search_tasks/);
  expect((await get({ task: "12", include: [] })).text).toContain("no task 12 (404)");
});
