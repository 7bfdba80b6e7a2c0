import { beforeAll, expect, test } from "vitest";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { builtInFacts } from "../../test/fixtures/facts.ts";
import type { FindContext, SearchServer } from "./gateway-tool.ts";
import { caller } from "../../test/fixtures/nine.ts";
import { searchTools } from "./search-tools.ts";
import { toolIndex } from "./tool-index.ts";

let tools: ToolFacts[];
const titles = { hubspot: "HubSpot", slack: "Slack", linear: "Linear", github: "GitHub" };
const servers: SearchServer[] = Object.entries(titles).map(([name, title]) => ({
  name,
  title,
  state: "idle",
}));

async function find(args: object, facts = tools) {
  const context: FindContext = {
    tools: facts,
    servers,
    caller,
    signal: new AbortController().signal,
    call: () => Promise.reject(new Error("nothing is called to find tools")),
  };
  const { content, isError } = await searchTools(servers).run(args, context);
  const [first = "", ...lines] = String(content[0]?.text).split("\n");
  return { isError, first, lines, names: lines.map((line) => line.split(" ", 1)[0]) };
}

beforeAll(async () => {
  tools = await builtInFacts();
});

/** What people ask for, and the tools of which one must be among the first three. */
const questions: readonly (readonly [string, string])[] = [
  ["find a contact in the CRM by e-mail", "hubspot_search_objects hubspot_get_objects"],
  ["create a new deal", "hubspot_create_deal"],
  ["change the stage of a deal", "hubspot_update_object"],
  ["log a note on a company in HubSpot", "hubspot_add_note"],
  ["which pipelines and stages are there", "hubspot_list_pipelines"],
  ["add contacts to a marketing list", "hubspot_update_list_members"],
  ["link a contact to a company", "hubspot_add_association"],
  ["who owns deals in HubSpot", "hubspot_list_owners"],
  ["show e-mails and meetings logged for a deal", "hubspot_list_activities"],
  ["delete a CRM record", "hubspot_delete_object"],
  ["post a message in a Slack channel", "slack_send_message"],
  ["reply in a thread", "slack_send_message slack_get_thread"],
  ["search Slack for what somebody said", "slack_search_messages"],
  ["what did I miss, unread messages", "slack_list_unread"],
  ["react with an emoji", "slack_add_reaction"],
  ["upload a file to a channel", "slack_send_file"],
  ["who is in this channel", "slack_list_channel_members"],
  ["find a colleague's Slack profile", "slack_search_users slack_get_user"],
  ["make a new channel", "slack_create_channel"],
  ["edit a canvas", "slack_update_canvas"],
  ["file a bug in Linear", "linear_create_issue"],
  ["what am I working on in Linear", "linear_list_my_issues"],
  ["move an issue to done", "linear_update_issue github_update_issue"],
  ["comment on a Linear issue", "linear_add_comment"],
  ["which issues are in the current sprint", "linear_list_cycles linear_search_issues"],
  ["mark an issue as blocked by another", "linear_add_relation"],
  ["post a project update in Linear", "linear_add_project_update"],
  ["list company initiatives", "linear_list_initiatives"],
  ["create a task in Asana", "asana_create_task"],
  ["which tasks are overdue", "asana_search_tasks asana_list_tasks"],
  ["complete a task", "asana_update_task"],
  ["set the status of a project to at risk", "asana_add_status_update asana_update_project"],
  ["make one task depend on another", "asana_update_dependencies"],
  ["projects of a portfolio", "asana_list_portfolio_items"],
  ["attachments of an Asana task", "asana_list_attachments"],
  ["open a pull request", "github_create_pull_request"],
  ["merge a PR", "github_merge_pull_request"],
  ["review a pull request and approve it", "github_add_review"],
  ["why did the CI build fail", "github_get_job_logs github_list_workflow_runs"],
  ["read a file from a repository", "github_get_file"],
  ["search code for a function", "github_search_code"],
  ["commit changes to several files", "github_update_files"],
  ["latest releases of a repo", "github_list_releases"],
  ["commit history of a branch", "github_list_commits"],
  ["find a page in the wiki", "notion_search_pages"],
  ["write a new Notion page", "notion_create_page"],
  ["append a paragraph to a page", "notion_add_blocks notion_update_page_content"],
  ["query a Notion database by status", "notion_query_data_source"],
  ["move a page under another page", "notion_move_page"],
  ["run a SQL query", "snowflake_run_query"],
  ["what tables are in the warehouse", "snowflake_list_tables"],
  ["which table has a column called revenue", "snowflake_search_columns"],
  ["stop a running query", "snowflake_cancel_query"],
  ["explain why a query is slow", "snowflake_get_query_plan"],
  ["insert or update rows in Snowflake", "snowflake_run_statement"],
  ["transcript of a sales call", "gong_get_transcript gong_search_transcripts"],
  ["calls with a customer last week", "gong_search_calls"],
  ["in which calls was pricing mentioned", "gong_search_transcripts"],
  ["talk ratio of a sales rep", "gong_get_interaction_stats"],
  ["scorecards filled in by managers", "gong_list_scorecard_answers gong_list_scorecards"],
  ["semantic search over embedded text", "pinecone_search_records pinecone_search_indexes"],
  ["store vectors", "pinecone_upsert_vectors"],
  ["delete a vector index", "pinecone_delete_index"],
  ["how many records does an index hold", "pinecone_get_index_stats"],
  ["order documents by relevance to a query", "pinecone_rerank_documents"],
  ["send a DM to a coworker", "slack_send_message"],
  ["look up a customer's phone number", "hubspot_search_objects hubspot_get_objects"],
  ["what did the prospect say about security on the call", "gong_search_transcripts gong_get_transcript"],
  ["reassign a ticket to Hana", "linear_update_issue hubspot_update_object github_update_issue"],
  ["top customers by revenue from the data warehouse", "snowflake_run_query"],
  ["show me the definition of a view", "snowflake_get_ddl"],
  ["add a label to a GitHub issue", "github_update_issue"],
  ["start a branch from main", "github_create_branch"],
  [
    "who am I logged in as",
    "slack_get_me linear_get_me github_get_me notion_get_me asana_get_me snowflake_get_session hubspot_get_account",
  ],
  ["open Linear issue ENG-42", "linear_get_issue"],
  ["read the comments on a page", "notion_list_comments"],
  ["upload an image to Notion", "notion_add_file"],
  ["deals closing this month", "hubspot_search_objects"],
  ["create an Asana project", "asana_create_project"],
  ["custom fields of a project", "asana_list_custom_fields"],
  ["remove a task from a project", "asana_remove_from_project"],
  ["trash a page", "notion_delete_page"],
  ["what properties does a HubSpot contact have", "hubspot_list_properties hubspot_get_property"],
  ["coaching metrics for managers", "gong_get_coaching_metrics"],
  ["list namespaces of an index", "pinecone_list_namespaces"],
  ["embed some text", "pinecone_create_embeddings"],
  ["my GitHub notifications", "github_list_notifications"],
  ["changed files in a pull request", "github_list_files github_get_pull_request"],
  ["recent queries and how long they took", "snowflake_list_queries"],
  ["delete a message I sent", "slack_delete_message"],
];

test("finds the tool that is meant among the first three for nine questions in ten", async () => {
  const index = await toolIndex(tools);
  const rows = questions.map(([question, accepted]) => {
    const found = index(question, 3, () => true).map(({ name }) => name);
    return {
      question,
      hit: found.some((name) => accepted.split(" ").includes(name)),
      first: found[0],
      found,
    };
  });
  const hits = rows.filter(({ hit }) => hit).length;
  const lines = rows.map(
    ({ hit, question, found }) => `${hit ? "ok  " : "MISS"} ${question}: ${found.join(" ")}`,
  );
  process.stdout.write(
    `${lines.join("\n")}\n${hits} of ${rows.length} questions over ${tools.length} tools\n`,
  );
  expect(tools.length).toBeGreaterThan(180);
  expect(hits / rows.length).toBeGreaterThanOrEqual(0.9);
});

test("answers a line for each tool: name, access, what it does, parameters with the required ones first", async () => {
  const { first, lines } = await find({ query: "send a message to a channel", system: "slack", limit: 1 });
  expect(first).toMatch(/^1 of 20 tools/);
  expect(lines).toMatchInlineSnapshot(`
    [
      "slack_send_message [write] Sends a Markdown message to a channel, a person or a thread, now or at send_at, and returns its link. (to*, text*, thread, broadcast, send_at)",
    ]
  `);
});

test("a long list of parameters is cut, and nothing of a line breaks it", async () => {
  const properties = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`key_${i}`, { type: "string" }]),
  );
  const listing = JSON.stringify({ inputSchema: { type: "object", properties, required: ["key_39"] } });
  const odd = {
    ...(tools[0] as ToolFacts),
    name: "odd_one",
    description: "First\nline\u200B. Second.",
    listing,
  };
  const { lines } = await find({ query: "first line" }, [odd]);
  expect(lines).toEqual([
    expect.stringMatching(/^odd_one \[\w+\] First line\. \(key_39\*, key_0, .*, 25 more\)$/),
  ]);
});

test("filters by system, by name or title, and by access", async () => {
  const all = await find({ query: "create issue", limit: 50 });
  const linear = await find({ query: "create issue", system: "Linear", limit: 50 });
  expect(all.names.some((name) => name?.startsWith("github_"))).toBe(true);
  expect(linear.names.every((name) => name?.startsWith("linear_"))).toBe(true);
  const reads = await find({ query: "issue", system: "linear", access: "read", limit: 50 });
  const writes = await find({ query: "issue", system: "linear", access: "write", limit: 50 });
  expect(reads.names).toContain("linear_get_issue");
  expect(writes.names).toEqual(expect.arrayContaining(["linear_create_issue", "linear_delete_issue"]));
  expect(reads.names.filter((name) => writes.names.includes(name))).toEqual([]);
});

test("without words it lists a system's tools in their order", async () => {
  const own = tools.filter(({ server }) => server === "github").map(({ name }) => name);
  expect((await find({ system: "github", limit: 50 })).names).toEqual(own);
});

test("finds what is misspelt", async () => {
  expect((await find({ query: "send mesage to a chanel", limit: 3 })).names).toContain("slack_send_message");
});

test("says when nothing fits, and what to do", async () => {
  expect((await find({ query: "zzzz qqqq" })).first).toMatch(/^No tool found among 187\. Use other words/);
  expect((await find({ query: "x", system: "slack" }, [])).first).toMatch(/Leave a filter out/);
});

test.each([
  [{ query: "x", system: "slak" }, /"system": no system is called "slak"\. Did you mean slack\?/],
  [{ query: "x", access: "destroy" }, /"access" must be one of read, write/],
  [{ query: "x", limit: 0 }, /"limit"/],
  [{ qery: "x" }, /unknown key "qery"; did you mean "query"\?/],
])("%j is refused with what to pass", async (args, wording) => {
  const { isError, first } = await find(args);
  expect(isError).toBe(true);
  expect(first).toMatch(wording);
});
