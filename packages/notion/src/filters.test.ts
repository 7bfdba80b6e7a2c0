import { startHarness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "./server.ts";

let notion: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

/** The filter that Notion is sent for these lines. */
async function sent(...filters: string[]): Promise<unknown> {
  const answer = await notion.call("notion_query_data_source", {
    data_source: "Work items",
    filters,
    limit: 1,
  });
  expect(answer.isError, answer.text).toBe(false);
  const query = notion.sandbox.requests.findLast((request) => {
    const body = request.body as { page_size?: number };
    return request.path.endsWith("/query") && body.page_size === 1;
  });
  return (query?.body as { filter?: unknown } | undefined)?.filter;
}

const amara = "1dfd55f6-719d-452a-a0ce-a163b4f10dc3";

test("reads each form for the type of its property", async () => {
  expect(await sent("Name contains batch", "Key = FLOW-34", "Estimate >= 3", "Hours < 20")).toEqual({
    and: [
      { property: "Name", title: { contains: "batch" } },
      { property: "Key", rich_text: { equals: "FLOW-34" } },
      { property: "Estimate", number: { greater_than_or_equal_to: 3 } },
      { property: "Hours", formula: { number: { less_than: 20 } } },
    ],
  });
  expect(
    await sent("status = in progress", "Labels not contains bug", "Customer facing = yes", "No = W-7"),
  ).toEqual({
    and: [
      { property: "Status", status: { equals: "In progress" } },
      { property: "Labels", multi_select: { does_not_contain: "bug" } },
      { property: "Customer facing", checkbox: { equals: true } },
      { property: "No", unique_id: { equals: 7 } },
    ],
  });
  expect(
    await sent("Assignee = amara.nwosu@tessalane.example", "Created by != me", "Blocker states = Done"),
  ).toEqual({
    and: [
      { property: "Assignee", people: { contains: amara } },
      { property: "Created by", created_by: { does_not_contain: "me" } },
      { property: "Blocker states", rollup: { any: { rich_text: { equals: "Done" } } } },
    ],
  });
});

test("reads dates by day, by word and by span, and times that no property shows", async () => {
  expect(
    await sent(
      "Due before 2026-12-01",
      "Due on or after today",
      "Due next week",
      "created_time > 2026-01-01",
    ),
  ).toEqual({
    and: [
      { property: "Due", date: { before: "2026-12-01" } },
      { property: "Due", date: { on_or_after: "today" } },
      { property: "Due", date: { next_week: {} } },
      { timestamp: "created_time", created_time: { after: "2026-01-01" } },
    ],
  });
  expect(await sent("Due between 2026-11-01 and 2026-11-30")).toEqual({
    and: [
      { property: "Due", date: { on_or_after: "2026-11-01" } },
      { property: "Due", date: { on_or_before: "2026-11-30" } },
    ],
  });
  expect(await sent("Due is not set")).toEqual({ property: "Due", date: { is_empty: true } });
});

test("related pages are named by title", async () => {
  expect(await sent('"Project" = Edge reliability')).toMatchObject({
    property: "Project",
    relation: { contains: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
  });
});

test("OR begins a group, and in multiplies one", async () => {
  expect(await sent("Priority in High, Urgent", "Due is set", "OR", "Status not in Done, Cancelled")).toEqual(
    {
      or: [
        {
          and: [
            { property: "Priority", select: { equals: "High" } },
            { property: "Due", date: { is_not_empty: true } },
          ],
        },
        {
          and: [
            { property: "Priority", select: { equals: "Urgent" } },
            { property: "Due", date: { is_not_empty: true } },
          ],
        },
        {
          and: [
            { property: "Status", status: { does_not_equal: "Done" } },
            { property: "Status", status: { does_not_equal: "Cancelled" } },
          ],
        },
      ],
    },
  );
});

test.each([
  ["Stats = Done", /no property "Stats"\. Did you mean "Status"\?/],
  ["Status = Finished", /no option "Finished"\. Accepted: Backlog, To do/],
  ["Estimate = many", /"many" is no number for Estimate/],
  ["Due = soon", /"soon" is no date for Due/],
  ["Customer facing = perhaps", /neither yes nor no/],
  ["Estimate contains 3", /does not fit Estimate, which is a number/],
  ["Assignee = nobody at all", /No person in this workspace is called "nobody at all"/],
  ["Project = Nowhere", /No page that Project can point to is called "Nowhere"/],
  ["Due between 2026-01-01", /does not fit Due/],
  ["gibberish", /was not understood\. Forms:/],
])("%s is refused with what would fit", async (line, wording) => {
  const answer = await notion.call("notion_query_data_source", {
    data_source: "Work items",
    filters: [line],
  });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("filters beyond Notion's reach are refused before they are sent", async () => {
  const many = Array.from({ length: 4 }, () => "Labels in backend, bug, data, firmware");
  const answer = await notion.call("notion_query_data_source", { data_source: "Work items", filters: many });
  expect(answer.text).toMatch(/more than 100 conditions/);
});
