import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { command, shipped, startCompany, tooManyPosts, type Company } from "./automations-world.ts";
import { folder } from "./fixtures/processes.ts";
import { callBody } from "./webhooks-gong.ts";

let company: Company;
let state = "";
beforeAll(async () => {
  company = await startCompany();
});
beforeEach(() => {
  state = folder();
  company.sandbox.requests.length = 0;
});
afterAll(() => company.close());

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const running = command(args, { ...company.sandbox.env, SOPHIA_STATE_DIR: state });
  const code = await running.ended;
  return { code, out: running.output(), err: running.errors() };
}

test.each(["call-summary", "next-steps-to-asana", "deal-follow-up", "crm-change"])(
  "a dry run of %s makes the calls that read, and changes nothing",
  async (name) => {
    const { code, out } = await run(name, "--call", company.call.id, "--dry-run", "--json");
    expect(code).toBe(0);
    const { calls } = JSON.parse(out) as {
      calls: { tool: string; access: string; outcome: string; arguments: object }[];
    };
    expect(calls.length).toBeGreaterThan(0);
    for (const { access, outcome } of calls) expect(outcome).toBe(access === "read" ? "made" : "not made");
    expect(company.sandbox.requests.length).toBeGreaterThan(0);
    expect(company.writes()).toEqual([]);
    expect(existsSync(join(state, "automations.db"))).toBe(false);
  },
);

test("a dry run shows a call with its arguments, and leaves what depends on it as it is written", async () => {
  const file = join(state, "two.yaml");
  writeFileSync(
    file,
    `automations:
  two:
    trigger: manual
    inputs: { words: { default: none } }
    steps:
      - { id: post, tool: slack_send_message, arguments: { to: "#random", text: "\${{ inputs.words }}" } }
      - { id: reply, tool: slack_send_message, arguments: { to: "\${{ steps.post.url }}", text: more } }
`,
  );
  const { code, out } = await run("two", "--file", file, "--input", "words=a b", "--dry-run");
  expect(code).toBe(0);
  expect(out).toMatch(
    /post: slack_send_message, WOULD BE CALLED\s+arguments: \{\s+"to": "#random",\s+"text": "a b"/,
  );
  expect(out).toContain('"to": "${{ steps.post.url }}"');
  expect(company.writes()).toEqual([]);
});

test("a run is carried out, listed and shown; the same event does not run it twice", async () => {
  const event = join(state, "event.json");
  writeFileSync(event, callBody(company.call.id));
  const first = await run("call-summary", "--event", event, "--input", "channel=#general");
  expect(first.out).toMatch(
    /^call-summary: done \(run [\w-]+, .*call \d+\)\n {2}call .* done .*\n {2}post .* done {2}https:/,
  );
  expect(first.code).toBe(0);
  expect(await run("call-summary", "--call", company.call.id)).toMatchObject({
    code: 0,
    out: expect.stringContaining("is not repeated; --again does") as string,
  });
  expect(company.writes()).toHaveLength(1);
  const listed = await run("--list", "--json");
  const { runs } = JSON.parse(listed.out) as { runs: { id: string; state: string; call_id: string }[] };
  expect(runs).toMatchObject([{ state: "done", call_id: company.call.id }]);
  const shown = await run("--show", runs[0]?.id ?? "");
  expect(shown.out).toMatch(/"to": "#general"/);
  // The look-up of the automation holds even then.
  const again = await run(
    "call-summary",
    "--call",
    company.call.id,
    "--input",
    "channel=#general",
    "--again",
  );
  expect(again.out).toContain("found, not repeated");
  expect(company.writes()).toHaveLength(1);
});

test.each(["call-summary", "next-steps-to-asana", "deal-follow-up", "crm-change"])(
  "over the sandbox %s needs no account, and its runs are not kept",
  async (name) => {
    const words = [name, "--call", company.call.id, "--sandbox", "--json"];
    const running = command(words, { SOPHIA_STATE_DIR: state });
    expect(await running.ended, running.errors()).toBe(0);
    const { run: ran, steps } = JSON.parse(running.output()) as { run: object; steps: { state: string }[] };
    expect(ran).toMatchObject({ automation: name, state: "done" });
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every(({ state: one }) => one === "done")).toBe(true);
    expect(existsSync(join(state, "automations.db"))).toBe(false);
  },
);

test("before anything ran there is nothing to list, and looking creates nothing", async () => {
  expect((await run("--list")).out).toBe("No runs.\n");
  expect((await run("--show", "nothing")).err).toMatch(/There is no run nothing/);
  expect(existsSync(join(state, "automations.db"))).toBe(false);
});

test("a person who stops a run that waits leaves it to be resumed", async () => {
  company.sandbox.faults.add(tooManyPosts);
  const words = ["call-summary", "--call", company.call.id, "--input", "channel=#support"];
  const running = command(words, { ...company.sandbox.env, SOPHIA_STATE_DIR: state });
  await expect.poll(() => running.errors(), { timeout: 10_000 }).toMatch(/^Waiting: post: .*900/);
  running.child.kill("SIGINT");
  expect(await running.ended).toBe(1);
  const id = /sophia-mcp run --resume ([\w-]+)/.exec(running.output())?.[1] ?? "";
  expect((await run("--resume", id)).out).toMatch(/: done/);
});

test("without --no-wait it waits; with it the run can be resumed", async () => {
  company.sandbox.faults.add(tooManyPosts);
  const words = [
    "call-summary",
    "--call",
    company.call.id,
    "--input",
    "channel=#deal-marlow",
    "--no-wait",
    "--json",
  ];
  const waiting = await run(...words);
  expect(waiting.code).toBe(1);
  const { run: ran } = JSON.parse(waiting.out) as { run: { id: string; state: string } };
  expect(ran.state).toBe("waiting");
  expect((await run("--resume", ran.id)).out).toMatch(/: done/);
  expect((await run("--resume", ran.id)).err).toMatch(/is over: there is nothing to resume/);
});

test.each([
  [["call-sumary"], /no automation call-sumary\. Did you mean call-summary\?/],
  [["call-summary", "--input", "chanel=x"], /no input chanel\. Did you mean channel\?/],
  [["next-steps-to-asana", "--input", "days=soon"], /"soon" is not a number/],
  [["call-summary", "--call", "1", "--event", "x"], /Either --event or --call/],
  [["call-summary", "--event", "/nowhere.json"], /cannot be read \(ENOENT\)/],
  [["call-summary", "--file", "/nowhere.yaml"], /does not exist/],
  [["--list", "--state", "odd"], /"odd" is not accepted\. Accepted: pending/],
  [["--frobnicate"], /--frobnicate.*See --help/s],
])("wrong words %j are answered with what is accepted, and 2", async (args, said) => {
  const { code, err } = await run(...args);
  expect(err).toMatch(said);
  expect(code).toBe(2);
  expect(company.sandbox.requests).toEqual([]);
});

test("without a call an automation that needs one says so", async () => {
  const { code, out } = await run("call-summary");
  expect(code).toBe(1);
  expect(out).toMatch(/needs a call: pass --call or --event/);
});

test("without a name it shows what there is", async () => {
  const { code, out } = await run("--json");
  expect(code).toBe(0);
  const { automations } = JSON.parse(out) as { automations: { name: string }[] };
  expect(automations.map(({ name }) => name)).toContain("crm-change");
  expect((await run("--file", shipped)).out).toMatch(
    /--input channel=\.\.\. .*CALL_SUMMARY_CHANNEL, default #sales/,
  );
});
