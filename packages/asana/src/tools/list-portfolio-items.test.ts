import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const list = (args: Record<string, unknown>) => asana.call("asana_list_portfolio_items", args);

test("without a portfolio it lists one's own, with one its projects", async () => {
  const own = await list({});
  expect((own.structured.items as { name: string }[]).map(({ name }) => name)).toEqual([
    "Product roadmap",
    "Customer commitments",
  ]);
  const items = await list({ portfolio: "customer commitments" });
  expect(items.structured.items).toMatchObject([
    { name: "Edge reliability", status: expect.stringContaining("at risk") as string },
    { name: "Sign-on and provisioning" },
    { name: "Customer onboarding" },
  ]);
});

test("a free plan has no portfolios, and the error says so", async () => {
  const free = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.free } });
  const answer = await free.call("asana_list_portfolio_items");
  expect(answer.error?.status).toBe(402);
  expect(answer.text).toContain("needs a paid Asana plan");
  await free.close();
});
