import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sandboxedClient } from "./sandboxed.ts";

let client: Client;

beforeAll(async () => {
  client = await sandboxedClient("legacy");
});
afterAll(() => client.close());

async function ask(
  name: string,
  args: Record<string, unknown> = {},
): Promise<{ text: string; data: Record<string, unknown> }> {
  const { isError, content, structuredContent } = await client.callTool({ name, arguments: args });
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
  expect(isError, `${name}: ${text}`).toBeUndefined();
  return { text, data: structuredContent as Record<string, unknown> };
}

const owner = { name: "Priya Venkataraman", email: "priya.venkataraman@tessalane.example" };
const buyer = { name: "Gwen Aldridge", email: "gwen.aldridge@marlow-outdoor.example" };

test("a colleague is the same person in every system", async () => {
  const looks = [
    ask("hubspot_list_owners", { query: owner.email }),
    ask("slack_search_users", { query: owner.email }),
    ask("linear_list_users", { query: owner.email }),
    ask("asana_list_users"),
    ask("notion_list_users", { query: owner.email }),
    ask("gong_list_users", { query: owner.email }),
  ];
  for (const { text } of await Promise.all(looks)) {
    expect(text).toContain(owner.name);
    expect(text).toContain(owner.email);
  }
});

test("a deal is told alike by the CRM, the pages and the index", async () => {
  const { data } = await ask("hubspot_search_objects", { object_type: "deals", query: "Marlow" });
  const [deal] = data.records as { id: string; name: string; properties: Record<string, string> }[];
  expect(deal?.name).toBe("Marlow Outdoor - Flow rollout");
  expect(deal?.properties.hubspot_owner_id).toContain(owner.name);

  const contacts = await ask("hubspot_list_associations", {
    object_type: "deals",
    ids: [deal?.id],
    to_object_type: "contacts",
  });
  expect(contacts.text).toContain(buyer.name);

  const calls = await ask("gong_search_calls", { account: "Marlow Outdoor", since: "2026-01-01", limit: 50 });
  const [call] = calls.data.calls as { id: string }[];
  const details = await ask("gong_get_call", { call: call?.id });
  expect(details.text).toContain(buyer.email);
  expect(details.text).toContain(owner.email);

  const found = await ask("pinecone_search_records", {
    index: "call-transcripts",
    query: "Marlow security review",
    limit: 1,
  });
  expect(found.text).toContain(`hubspot_deal_id: ${deal?.id}`);
  expect(found.text).toContain(buyer.name);
  const ids = (calls.data.calls as { id: string }[]).map(({ id }) => id);
  expect(ids).toContain(/gong_call_id: (\d+)/.exec(found.text)?.[1]);

  const sql = "SELECT amount FROM analytics.crm.deals WHERE deal_id = ?";
  const row = await ask("snowflake_run_query", { sql, binds: [deal?.id] });
  expect(row.text).toContain(deal?.properties.amount);

  const pages = await ask("notion_search_pages", { query: "Marlow Outdoor: account plan" });
  expect(pages.text).toContain("Marlow Outdoor: account plan and rollout");
});

test("a piece of work has one assignee, whichever system is asked", async () => {
  const title = "Finish Marlow's security questionnaire";
  const [linear, asana] = await Promise.all([
    ask("linear_search_issues", { query: title, limit: 1 }),
    ask("asana_search_tasks", { query: title, limit: 1 }),
  ]);
  for (const { text } of [linear, asana]) {
    expect(text).toContain(title);
    expect(text).toContain("Hana Kobayashi");
    expect(text).toContain("2026-11-21");
  }
});

test("who is assigned an issue is the author of its pull request", async () => {
  const issue = await ask("linear_search_issues", { query: "SCIM provisioning", limit: 1 });
  expect(issue.text).toContain("Amara Nwosu");
  const pull = await ask("github_search_issues", { query: "SCIM org:tessalane", type: "pull_request" });
  expect(pull.text).toContain("SCIM: close sessions when a user is removed");
  expect(pull.text).toContain("anwosu-tessalane");
});
