import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { scanners, tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const create = (args: Record<string, unknown>) => asana.call("asana_create_task", args);

test("creates a task by names, with Markdown notes, and it can be read back", async () => {
  const created = await create({
    name: "Order cold batteries",
    project: "Edge reliability",
    section: "To do",
    assignee: "rafael",
    due_date: "2026-12-04",
    start_date: "2026-12-01",
    notes: "# Why\n\nThe **old** ones last nine hours:\n\n- Polaris & co\n- minus 25 <degrees>",
    tags: ["hardware"],
    followers: ["tobias.renner@tessalane.example"],
    custom_fields: {
      Priority: "High",
      Estimate: "3",
      Products: "Edge, Flow",
      "Promised on": "2026-12-10",
      Reviewers: "amara, me",
    },
  });
  expect(created.isError, created.text).toBe(false);
  const read = await asana.call("asana_get_task", { task: created.structured.id, include: [] });
  expect(read.structured).toMatchObject({
    assignee: "Rafael Ortega [120641880001301]",
    due_date: "2026-12-04",
    start_date: "2026-12-01",
    projects: expect.stringMatching(/^Edge reliability \[\d+\] \/ To do \[\d+\]$/) as string,
    tags: expect.stringContaining("hardware [") as string,
    custom_fields: {
      Priority: "High",
      Estimate: "3",
      Products: "Edge, Flow",
      "Promised on": "2026-12-10",
      Reviewers: "Amara Nwosu, Sofia Lindqvist",
    },
    notes: "# Why\n\nThe **old** ones last nine hours:\n\n- Polaris & co\n- minus 25 <degrees>",
  });
});

test("a subtask hangs below its parent; a time of day becomes due_at", async () => {
  const { structured } = await create({
    name: "Ask the supplier",
    parent: scanners,
    due_date: "2026-12-01T17:00:00+01:00",
  });
  expect(structured).toMatchObject({
    parent: `Scanners drop in the chilled hall [${scanners}]`,
    due_date: "2026-12-01T16:00:00.000Z",
  });
});

test("without a project it goes into the workspace", async () => {
  const created = await create({ name: "Note to self", assignee: "me" });
  expect(created.structured).toMatchObject({ assignee: "Sofia Lindqvist [120641880000901]" });
  expect(asana.sandbox.requests.at(-1)?.body).toMatchObject({ data: { workspace: "1206620131102716" } });
});

test.each([
  [
    "an unknown section",
    { project: "Edge reliability", section: "Tomorrow" },
    /No section of this project is called "Tomorrow".*Accepted: Backlog/,
  ],
  ["a section without project", { section: "To do" }, /needs its project/],
  ["an ambiguous person", { assignee: "r" }, /"r" fits several: pass one of/],
  ["an unknown tag", { tags: ["nowhere"] }, /No tag is called "nowhere"/],
  [
    "a computed field",
    { project: "Edge reliability", custom_fields: { "Points open": "1" } },
    /computed by Asana/,
  ],
  ["text for a number", { project: "Edge reliability", custom_fields: { Estimate: "lots" } }, /no number/],
  ["text for a date", { project: "Edge reliability", custom_fields: { "Promised on": "soon" } }, /no date/],
  ["a date that is none", { due_date: "tomorrow" }, /must be a day such as/],
])("%s is refused before anything is created", async (_, args, wording) => {
  asana.sent();
  const answer = await create({ name: "x", ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(asana.sent().some((line) => line.startsWith("POST"))).toBe(false);
});

test("a task that could not be put into its section is not created again", async () => {
  const { remove } = asana.sandbox.faults.add({
    vendor: "asana",
    kind: "status",
    status: 403,
    path: "**/addTask",
  });
  const answer = await create({ name: "x", project: "Edge reliability", section: "To do" });
  remove();
  expect(answer.text).toMatch(
    /The task was created \(\d+\) but not put into its section: .*Do not create it again/,
  );
});

test("a token without the scope and a plan without the feature are told so", async () => {
  const readonly = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.readonly } });
  const refused = await readonly.call("asana_create_task", { name: "x" });
  expect(refused.error).toMatchObject({ kind: "auth", status: 403 });
  expect(refused.text).toContain("lacks the scope tasks:write");
  await readonly.close();
  const free = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.free } });
  const paid = await free.call("asana_create_task", {
    name: "x",
    project: "Edge reliability",
    custom_fields: { Priority: "High" },
  });
  expect(paid.error).toMatchObject({ kind: "input", status: 402 });
  expect(paid.text).toContain("needs a paid Asana plan");
  await free.close();
});
