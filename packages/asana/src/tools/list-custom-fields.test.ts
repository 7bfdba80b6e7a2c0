import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("lists fields with types and options, page by page", async () => {
  const first = await asana.call("asana_list_custom_fields", { limit: 4 });
  expect(first.structured.custom_fields).toMatchObject([
    { name: "Priority", type: "enum" },
    { name: "Estimate", type: "number" },
    { name: "Work key", type: "text" },
    {
      name: "Products",
      type: "multi_enum",
      options: [/^Flow/, /^Insight/, /^Edge/].map((name) => expect.stringMatching(name) as string),
    },
  ]);
  const rest = await asana.call("asana_list_custom_fields", {
    limit: 4,
    cursor: first.structured.next_cursor,
  });
  expect(rest.structured.custom_fields).toContainEqual(
    expect.objectContaining({ name: "Points open", read_only: true }),
  );
});

test("a free plan has none, and the error says so", async () => {
  const free = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.free } });
  const answer = await free.call("asana_list_custom_fields");
  expect(answer.error).toMatchObject({ kind: "input", status: 402 });
  expect(answer.text).toContain("needs a paid Asana plan");
  await free.close();
});
