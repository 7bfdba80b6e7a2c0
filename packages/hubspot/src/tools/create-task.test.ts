import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const create = (args: Record<string, unknown>) =>
  hubspot.call("hubspot_create_task", { title: "Send two gateways", due_date: "2026-11-30", ...args });

async function read(id: unknown): Promise<Record<string, string>> {
  const answer = await hubspot.call("hubspot_get_objects", {
    object_type: "tasks",
    ids: [id],
    detail: "full",
  });
  return (answer.structured.records as { properties: Record<string, string> }[])[0]?.properties ?? {};
}

test("takes type and priority by label, the owner by name, and Markdown", async () => {
  const answer = await create({
    body: "One for **each** hall",
    type: "To-do",
    priority: "High",
    owner: "lucas",
    associations: ["deals/31480220020"],
  });
  expect(answer.structured).toMatchObject({ associated_with: ["deals/31480220020"] });
  expect(await read(answer.structured.id)).toMatchObject({
    hs_task_subject: "Send two gateways",
    hs_task_body: "One for each hall",
    hs_task_type: "TODO",
    hs_task_priority: "HIGH",
    hs_task_status: "NOT_STARTED",
    hubspot_owner_id: "Lucas Ferreira [71020005]",
  });
});

test.each([
  ["a day is due in the morning of the account's time zone", "2026-11-30", "2026-11-30T13:00:00.000Z"],
  ["also in summer time", "2026-07-01", "2026-07-01T12:00:00.000Z"],
  ["also on the days when the clocks change", "2026-03-08", "2026-03-08T12:00:00.000Z"],
  ["and back", "2026-11-01", "2026-11-01T13:00:00.000Z"],
  ["a time stays as it is", "2026-11-30T15:30:00+01:00", "2026-11-30T14:30:00.000Z"],
])("%s", async (_, due, stored) => {
  const answer = await create({ due_date: due });
  expect(answer.structured.time).toBe(stored);
});

test.each([
  ["a due date that is none", { due_date: "next Tuesday" }, /"due_date": pass 2026-11-30 or/],
  ["an unknown type", { type: "Fax" }, /Accepted: .*CALL/],
  ["an unknown priority", { priority: "Now" }, /Accepted: .*MEDIUM/],
  ["an unknown owner", { owner: "nobody" }, /No owner is called "nobody"/],
])("%s is refused with what would fit", async (_, args, wording) => {
  const answer = await create(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
