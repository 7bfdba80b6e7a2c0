import { LinearClient, RatelimitedLinearError } from "@linear/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { findSpecs } from "../src/specs/find.ts";

let sandbox: Sandbox;
let client: LinearClient;

beforeAll(async () => {
  const specs = findSpecs();
  sandbox = await startSandbox({ vendors: ["linear"], ...(specs ? { specs } : {}) });
  client = clientWith({ apiKey: sandbox.env["LINEAR_API_KEY"] ?? "" });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

function clientWith(credential: { apiKey: string } | { accessToken: string }): LinearClient {
  return new LinearClient({ ...credential, apiUrl: `${sandbox.env["LINEAR_BASE_URL"]}/graphql` });
}

const count = async (filter: Record<string, unknown>): Promise<number> =>
  (await client.issues({ filter, first: 250 })).nodes.length;

describe("the SDK cannot tell the emulator from Linear", () => {
  test("models lead from one record to the next", async () => {
    const viewer = await client.viewer;
    expect(viewer).toMatchObject({ email: "amara.nwosu@tessalane.example", isMe: true });
    const issue = await client.issue("EDG-31");
    const [state, assignee, team] = await Promise.all([issue.state, issue.assignee, issue.team]);
    expect([state?.name, assignee?.id, team?.key]).toEqual(["In Progress", viewer.id, "EDG"]);
    expect((await issue.comments()).nodes).toHaveLength(3);
  });

  test("issues page to the end, newest first, each of them once", async () => {
    let page = await client.issues({ first: 7 });
    const seen = [...page.nodes];
    while (page.pageInfo.hasNextPage) {
      page = await client.issues({ first: 7, after: page.pageInfo.endCursor ?? "" });
      seen.push(...page.nodes);
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const times = seen.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((left, right) => right - left));
    const all = await client.issues({ first: 250, includeArchived: true });
    expect(all.nodes).toHaveLength(60);
    expect(seen.length).toBeLessThan(60);
  });

  test.each([
    ["a name", { state: { name: { eq: "In Progress" } } }],
    ["a type", { state: { type: { in: ["started"] } } }],
    ["me", { assignee: { isMe: { eq: true } } }],
    ["nobody", { assignee: { null: true } }],
    ["nobody or me", { assignee: { or: [{ null: true }, { isMe: { eq: true } }] } }],
    ["some label", { labels: { some: { name: { eqIgnoreCase: "BUG" } } } }],
    ["no label but one", { labels: { every: { name: { eq: "backend" } } } }],
    ["the number of labels", { labels: { length: { gte: 2 } } }],
    ["a relative date", { updatedAt: { gte: "-P1W" } }],
    ["a date", { dueDate: { lt: new Date().toISOString().slice(0, 10) } }],
    ["and", { and: [{ team: { key: { eq: "EDG" } } }, { priority: { lte: 2 } }] }],
    ["or", { or: [{ title: { contains: "batch" } }, { description: { containsIgnoreCase: "LOCK" } }] }],
    ["what blocks it", { hasBlockedByRelations: { eq: true } }],
    ["its parent", { parent: { title: { startsWith: "SCIM" } } }],
    ["its cycle", { cycle: { isActive: { eq: true } } }],
    ["its project", { project: { lead: { name: { contains: "Tobias" } } } }],
  ])("a filter by %s chooses some and not all", async (_name, filter) => {
    const chosen = await count(filter);
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(await count({}));
  });

  test("what is written can be read back, and a repeat with the same id is a conflict", async () => {
    const team = await client.team("EDG");
    const id = crypto.randomUUID();
    const created = await client.createIssue({ id, teamId: team.id, title: "Spare antenna", priority: 2 });
    const issue = await created.issue;
    expect(issue).toMatchObject({ id, identifier: "EDG-37", priorityLabel: "High" });
    await client.updateIssue(id, { title: "Two spare antennas" });
    await client.createComment({ issueId: "EDG-37", body: "One for each hall" });
    expect((await client.issue("EDG-37")).title).toBe("Two spare antennas");
    await expect(client.createIssue({ id, teamId: team.id, title: "Again" })).rejects.toThrow(
      /conflict on insert of Issue|already exists/i,
    );
    await client.archiveIssue(id);
    expect(await count({ id: { eq: id } })).toBe(0);
  });

  test.each([
    ["an issue that is not there", () => client.issue("EDG-9999"), /Entity not found: Issue/],
    [
      "more than 250 rows",
      () => client.issues({ first: 251 }),
      /must not be greater than 250|Argument Validation Error/,
    ],
    [
      "a state of another team",
      async () => {
        const other = (await client.issue("SEC-12")) as unknown as { _state: { id: string } };
        return client.updateIssue("EDG-31", { stateId: other._state.id });
      },
      /does not belong to the issue's team/,
    ],
  ])("%s is refused in Linear's words", async (_name, attempt, words) => {
    await expect(attempt()).rejects.toThrow(words);
  });

  test("a query that is too complex is refused before it runs", async () => {
    const query = "{ issues(first: 250) { nodes { comments(first: 250) { nodes { id body } } } } }";
    await expect(client.client.rawRequest(query)).rejects.toThrow(/too complex/i);
  });

  test("keys go bare and OAuth tokens as bearers, and each may do what its scopes allow", async () => {
    await expect(clientWith({ apiKey: "lin_api_wrong" }).viewer).rejects.toThrow(/authenticat/i);
    await expect(clientWith({ accessToken: sandbox.env["LINEAR_API_KEY"] ?? "" }).viewer).rejects.toThrow(
      /Bearer token/,
    );
    const reader = clientWith({ apiKey: "lin_api_sandboxReadOnly00000000000000000" });
    expect((await reader.viewer).name).toBe("Sofia Lindqvist");
    const team = await reader.team("EDG");
    await expect(reader.createIssue({ teamId: team.id, title: "x" })).rejects.toThrow(/Invalid scope/);
    const narrow = clientWith({ accessToken: "lin_oauth_sandboxIssuesOnly0000000000000" });
    expect((await narrow.createIssue({ teamId: team.id, title: "From a form" })).success).toBe(true);
    await expect(narrow.updateIssue("EDG-31", { priority: 1 })).rejects.toThrow(/`write` required/);
  });

  test("a rate limit is an error of its own kind, and every answer tells the budgets", async () => {
    sandbox.faults.add({
      kind: "status",
      status: 400,
      times: 1,
      body: {
        errors: [
          { message: "Rate limit exceeded", extensions: { type: "ratelimited", code: "RATELIMITED" } },
        ],
      },
    });
    await expect(client.viewer).rejects.toThrow(RatelimitedLinearError);
    const { headers } = await client.client.rawRequest("{ viewer { id name } }");
    expect(headers?.get("x-complexity")).toBe("2");
    expect(Number(headers?.get("x-ratelimit-complexity-remaining"))).toBeLessThan(3_000_000);
  });

  test("nothing that was sent or answered is against the published schema", () => {
    expect(sandbox.violations).toEqual([]);
  });
});

test("a field that does not exist is refused by the emulator itself", async () => {
  const bare = await startSandbox({ vendors: ["linear"] });
  const apiUrl = `${bare.env["LINEAR_BASE_URL"]}/graphql`;
  const { client: raw } = new LinearClient({ apiKey: bare.env["LINEAR_API_KEY"] ?? "", apiUrl });
  await expect(raw.rawRequest("{ issues { nodes { colour } } }")).rejects.toThrow(
    /Cannot query field "colour"/,
  );
  await bare.close();
});
