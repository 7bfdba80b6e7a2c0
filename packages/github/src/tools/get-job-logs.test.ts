import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const repository = "tessalane/flow-router";
const logs = (args: Record<string, unknown>) => github.call("github_get_job_logs", { repository, ...args });

async function failedRun(): Promise<number> {
  const { structured } = await github.call("github_list_workflow_runs", { repository, status: "failure" });
  return (structured.runs as { id: number }[])[0]?.id ?? 0;
}

test("a run's failed jobs show the failing lines, without timestamps and colours", async () => {
  const answer = await logs({ run_id: await failedRun() });
  expect(answer.text).toMatchInlineSnapshot(`
    "=== test [21608312204] failure, 76 lines https://github.com/tessalane/flow-router/actions/runs/23231382132/job/21608312204

    lines 57-76
    added package 39 of 212
    added package 40 of 212
     RUN  v4.0.3 /home/runner/work/flow-router/flow-router

     ✓ test/reservations.test.ts (1 test) 4ms
     ❯ test/webhooks.test.ts (3 tests | 1 failed) 61ms
       × dead letters are listed page by page

    FAIL  test/webhooks.test.ts > dead letters are listed page by page
    AssertionError: expected 140 to be 50
     ❯ test/webhooks.test.ts:31:28
         29|   for (let i = 0; i < 140; i++) await deliver(down, String(i));
         30|   const page = deadLetterPage({ limit: 50 });
         31|   expect(page.items.length).toBe(50);

     Test Files  1 failed | 1 passed (2)
          Tests  1 failed | 3 passed (4)
    ##[error]Process completed with exit code 1.
    Post job cleanup.
    Cleaning up orphan processes"
  `);
});

test("the token does not follow the redirect to the logs' host", async () => {
  await logs({ run_id: await failedRun() });
  const [asked, stored] = github.sandbox.requests
    .filter(({ path }) => /\/logs$|actions-results/.test(path))
    .slice(-2);
  expect(asked?.headers.authorization).toMatch(/^Bearer /);
  expect(stored?.headers.host).toMatch(/^localhost:/);
  expect(stored?.headers).not.toHaveProperty("authorization");
});

test("the end of a log, and any lines of it", async () => {
  const { structured } = await logs({ run_id: await failedRun() });
  const [{ id, total_lines: total } = { id: 0, total_lines: 0 }] = structured.jobs as {
    id: number;
    total_lines: number;
  }[];
  const tail = await logs({ job_id: id, mode: "tail", lines: 2 });
  expect(tail.structured.jobs).toMatchObject([
    { excerpts: [{ from: total - 1, to: total, text: "Post job cleanup.\nCleaning up orphan processes" }] },
  ]);
  const from = await logs({ job_id: id, start_line: 3, lines: 2 });
  expect(from.structured.jobs).toMatchObject([{ excerpts: [{ from: 3, to: 4 }] }]);
});

test("a job without trouble shows its end", async () => {
  const { structured } = await github.call("github_list_workflow_runs", {
    repository,
    branch: "main",
    limit: 1,
  });
  const run = (structured.runs as { id: number }[])[0]?.id ?? 0;
  expect((await logs({ run_id: run })).text).toContain("No job of this run failed.");
  const { structured: jobs } = await github.call("github_list_workflow_runs", { repository, run_id: run });
  const answer = await logs({ job_id: (jobs.jobs as { id: number }[])[0]?.id, lines: 5 });
  expect(answer.text).toContain("Tests  14 passed (14)");
});

test.each([
  [{}, /Give either "job_id" or "run_id"/],
  [{ job_id: 1, run_id: 1 }, /Give either/],
  [{ job_id: 1 }, /no job 1 in tessalane\/flow-router/],
])("%o is refused", async (args, wording) => {
  const answer = await logs(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("a redirect to a host that is not GitHub's is not followed", async () => {
  const id = await failedRun();
  github.sandbox.faults.add({
    path: "**/logs",
    kind: "redirect",
    location: "https://logs.elsewhere.example/x",
    times: 1,
  });
  const answer = await logs({ run_id: id });
  expect(answer.text).toContain("redirected to logs.elsewhere.example, which was not followed");
});
