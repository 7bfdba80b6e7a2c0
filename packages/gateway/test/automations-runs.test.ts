import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { RunState } from "../src/automations/run-store.ts";
import { defaultConfig } from "../src/config/defaults.ts";
import type { ProfileConfig } from "../src/config/types.ts";
import { openApprovalStore } from "../src/policy/approval-store.ts";
import { createApprovals } from "../src/policy/approvals.ts";
import {
  automate,
  cutPost,
  inLog,
  startCompany,
  webhook,
  type Automated,
  type Company,
  tooManyPosts,
} from "./automations-world.ts";
import { folder } from "./fixtures/processes.ts";

let company: Company;
const open: Automated[] = [];
let marker = "";
let count = 0;
beforeAll(async () => {
  company = await startCompany();
});
beforeEach(() => {
  marker = `marker ${++count}`;
  company.sandbox.requests.length = 0;
});
afterEach(async () => {
  company.sandbox.faults.clear();
  for (const one of open.splice(0)) await one.end();
});
afterAll(() => company.close());

/** An automation whose steps are given as YAML. */
async function started(
  steps: string,
  more: Parameters<typeof automate>[2] = {},
  head = "",
): Promise<Automated> {
  const file = join(folder(), "automations.yaml");
  writeFileSync(file, `automations:\n  tried:\n    trigger: gong.call\n${head}    steps:\n${steps}`);
  const one = await automate(file, company.sandbox.env, more);
  open.push(one);
  return one;
}

const newest = ({ store }: Automated) => store.list({ limit: 1 })[0];
const reaches = (one: Automated, state: RunState) =>
  expect.poll(() => newest(one)?.state, { timeout: 10_000, interval: 20 }).toBe(state);
const posts = () => company.writes().length;
const arrived = () => company.messages("#random", marker);

const post = (more = "", text = marker): string => `
      - id: post
        tool: slack_send_message
        arguments: { to: "#random", text: "${text}" }
${more}`;

test("an error that repeating does not help ends the run, and the steps behind it do not take place", async () => {
  const steps = `      - id: read\n        tool: gong_get_call\n        arguments: { call: "1234567890123456789" }\n${post()}`;
  const one = await started(steps);
  await one.deliver(webhook("1"));
  await reaches(one, "failed");
  expect(newest(one)?.note).toMatch(/^read: Gong has no call 1234567890123456789/);
  expect(posts()).toBe(0);
  expect(one.lines.join("")).toContain("automation.failed");
});

test("an error that passes is tried again, not before the time that it names", async () => {
  company.sandbox.faults.add(tooManyPosts);
  const one = await started(post());
  await one.deliver(webhook("1"));
  await reaches(one, "waiting");
  const run = newest(one);
  expect((run?.dueAt ?? 0) - Date.now()).toBeGreaterThan(880_000);
  // As if the time had passed.
  one.store.settle(run?.id ?? "", { state: "pending", dueAt: 0, note: undefined });
  await reaches(one, "done");
  expect(await arrived()).toHaveLength(1);
  expect(one.steps(newest(one))[0]).toMatchObject({ state: "done", attempts: 2 });
});

test("it is given up after the attempts that the step allows", async () => {
  company.sandbox.faults.add({ vendor: "gong", kind: "status", status: 503 });
  const one = await started(`      - id: read
        tool: gong_list_workspaces
        retry: { attempts: 2, delay_seconds: 0.1 }\n`);
  await one.deliver(webhook("1"));
  await reaches(one, "failed");
  expect(one.steps(newest(one))[0]?.attempts).toBe(2);
});

test("a connection cut after the effect is not taken for a failure: a look-up finds what was done", async () => {
  company.sandbox.faults.add(cutPost);
  const lookUp = `        retry: { delay_seconds: 0.1 }
        look_up:
          tool: slack_list_messages
          arguments: { channel: "#random", limit: 50 }
          found: result.messages.filter(m, m.text.contains("${marker}"))[?0]\n`;
  const one = await started(post(lookUp));
  await one.deliver(webhook("1"));
  await reaches(one, "done");
  expect([posts(), (await arrived()).length]).toEqual([1, 1]);
  expect(one.steps(newest(one))[0]?.result).toMatchObject({ text: marker });
});

test("stopped before the look-up may be trusted, it does not look too early after all", async () => {
  company.sandbox.faults.add(cutPost);
  const state = folder();
  const steps = post(`        retry: { delay_seconds: 0.1 }
        look_up:
          tool: slack_list_messages
          arguments: { channel: "#random", limit: 50 }
          found: result.messages.filter(m, m.text.contains("${marker}"))[?0]\n`);
  const first = await started(steps, { state, settleMs: 60_000 });
  await first.deliver(webhook("1"));
  // What the error said is written before it waits.
  await expect.poll(() => first.steps(newest(first))[0]?.note, { timeout: 10_000 }).toBeDefined();
  expect(posts()).toBe(1);
  company.sandbox.requests.length = 0;
  await first.end();
  open.splice(0);
  expect(company.sandbox.requests).toEqual([]);
  const second = await started(steps, { state });
  await reaches(second, "done");
  expect([posts(), (await arrived()).length]).toEqual([0, 1]);
});

test("without one the run stops and asks", async () => {
  company.sandbox.faults.add(cutPost);
  const one = await started(post());
  await one.deliver(webhook("1"));
  await reaches(one, "asking");
  expect(newest(one)?.note).toMatch(/not known whether slack_send_message was carried out/);
  expect(posts()).toBe(1);
});

test("an expression that fails says where and why, and nothing is called", async () => {
  const one = await started(post("", "${{ event.callData.nothing }}"));
  await one.deliver(webhook("1"));
  await reaches(one, "failed");
  expect(newest(one)?.note).toMatch(
    /^post: event\.callData\.nothing at character 16: No such key: nothing.*orValue/,
  );
  expect(company.sandbox.requests).toEqual([]);
});

test("an expression that would not end is ended", async () => {
  const one = await started(
    post("", '${{ event.callData.content.brief.matches("^(a+)+$") }}')
      .replaceAll('"${{', "'${{")
      .replaceAll('}}"', "}}'"),
  );
  await one.deliver(webhook("1", { content: { brief: `${"a".repeat(50)}!` } }));
  await reaches(one, "failed");
  expect(newest(one)?.note).toMatch(/took longer than 1000 ms and was stopped/);
});

test("a tool that there is not is named, with the nearest", async () => {
  const one = await started(post().replace("slack_send_message", "slack_sent_message"));
  await one.deliver(webhook("1"));
  await reaches(one, "failed");
  expect(newest(one)?.note).toMatch(/no tool slack_sent_message.*Did you mean slack_send_message\?/);
});

test("a step is carried out once for each of its keys, over all runs", async () => {
  const steps = `      - id: post
        for_each: '["a", "b", "a"]'
        tool: slack_send_message
        idempotency_key: "\${{ item }}"
        arguments: { to: "#random", text: "${marker} \${{ item }} \${{ key }}" }\n`;
  const one = await started(steps);
  await one.deliver(webhook("1"), webhook("2"));
  await expect.poll(() => one.store.list({ state: "done", limit: 9 }).length, { timeout: 10_000 }).toBe(2);
  expect((await arrived()).map(({ text }) => String(text)).sort()).toEqual([
    `${marker} a a`,
    `${marker} b b`,
  ]);
});

test("idempotency_key says which events are the same one", async () => {
  const one = await started(post(), {}, "    idempotency_key: ${{ event.callData.metaData.title }}\n");
  await one.deliver(webhook("1"), webhook("2"), webhook("3"));
  await reaches(one, "done");
  expect(one.store.list({ limit: 9 })).toHaveLength(1);
  expect(posts()).toBe(1);
});

test("an event whose key cannot be told is not lost: it is a failed run", async () => {
  const one = await started(post(), {}, "    idempotency_key: ${{ event.callData.nothing }}\n");
  await one.deliver(webhook("1"), webhook("1"));
  expect(one.store.list({ limit: 9 })).toMatchObject([{ state: "failed", key: "call:1" }]);
  expect(newest(one)?.note).toMatch(/No such key: nothing/);
});

test("of many calls that need a person some ask, and the others wait for their turn to ask", async () => {
  const each = post("        for_each: '[1]'\n        confirm: true\n", `${marker} \${{ trigger.call_id }}`);
  const one = await started(each);
  await one.deliver(...Array.from({ length: 25 }, (_, i) => webhook(`${i}`)));
  await expect
    .poll(() => one.store.list({ state: "waiting", limit: 50 }).length, { timeout: 10_000 })
    .toBe(25);
  const notes = one.store.list({ limit: 50 }).map(({ note = "" }) => note);
  expect(notes.filter((note) => note.includes("Pending approval"))).toHaveLength(20);
  expect(notes.filter((note) => note.includes("calls wait for a person already"))).toHaveLength(5);
});

async function decided(state: string, decision: "approve" | "deny"): Promise<string> {
  const approvals = createApprovals(await openApprovalStore(join(state, "approvals.db")));
  const [waiting] = await approvals.list();
  await approvals.decide(waiting?.id ?? "", decision, "test");
  await approvals.close();
  return waiting?.summary ?? "";
}

test("a step with confirm waits for a person, who sees what would be sent", async () => {
  const one = await started(post("        confirm: true\n"));
  await one.deliver(webhook("1"));
  await reaches(one, "waiting");
  expect(newest(one)?.note).toMatch(/^post: Pending approval \w+: sophia-mcp approve/);
  expect(posts()).toBe(0);
  expect(await decided(one.state, "approve")).toContain(marker);
  await reaches(one, "done");
  expect(await arrived()).toHaveLength(1);
});

test("what a person denies is not done, and the run ends", async () => {
  const one = await started(post("        confirm: true\n"));
  await one.deliver(webhook("1"));
  await reaches(one, "waiting");
  await decided(one.state, "deny");
  await reaches(one, "failed");
  expect(newest(one)?.note).toMatch(/a person decided against this call/);
  expect(posts()).toBe(0);
});

test("where the gateway's policy wants an approval, the run waits for that one", async () => {
  const config = defaultConfig(company.sandbox.env);
  const profile = config.profiles.default as ProfileConfig;
  const confirm = { access: ["write"] as const, tools: [] };
  const one = await started(post(), {
    config: { ...config, profiles: { default: { ...profile, confirm } } },
  });
  await one.deliver(webhook("1"));
  await reaches(one, "waiting");
  expect(newest(one)?.note).toMatch(/Pending approval/);
  await decided(one.state, "approve");
  await reaches(one, "done");
  expect([posts(), (await arrived()).length]).toEqual([1, 1]);
});

test("the log survives its process: a run that was interrupted by an ordinary stop goes on", async () => {
  const state = folder();
  const first = await started(post(), { state });
  company.sandbox.faults.add(tooManyPosts);
  await first.deliver(webhook("1"));
  await reaches(first, "waiting");
  await first.end();
  open.splice(0);
  const { id = "" } = inLog(state, (store) => store.list({ limit: 1 })[0]) ?? {};
  inLog(state, (store) => store.settle(id, { state: "pending", dueAt: 0, note: undefined }));
  const second = await started(post("", "another text"), { state });
  await reaches(second, "done");
  // What was begun ends as it was begun, whatever the file says by now.
  expect(await arrived()).toHaveLength(1);
});

test("old runs are forgotten but for their keys", async () => {
  const one = await started(post());
  await one.deliver(webhook("1"));
  await reaches(one, "done");
  one.store.prune(Date.now() + 1000);
  expect(newest(one)).toMatchObject({ state: "done", forgotten: true });
  expect(one.steps(newest(one))).toEqual([]);
  await one.deliver(webhook("1"), webhook("1"));
  expect(one.store.list({ limit: 9 })).toHaveLength(1);
  expect(posts()).toBe(1);
});
