import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "@sophia-mcp/sandbox/faults";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { command, inLog, shipped, startCompany, webhook, type Company } from "./automations-world.ts";
import { folder, type Running } from "./fixtures/processes.ts";

let company: Company;
beforeAll(async () => {
  company = await startCompany();
});
afterAll(() => company.close());
let state = "";
beforeEach(() => {
  company.sandbox.faults.clear();
  state = folder();
});

const env = () => ({ ...company.sandbox.env, SOPHIA_STATE_DIR: state });
const run = () => inLog(state, (store) => store.list({ limit: 1 })[0]);
const stepsDone = () => steps().filter(({ state: one }) => one === "done").length;
const steps = () => inLog(state, (store) => store.steps(store.list({ limit: 1 })[0]?.id ?? ""));

/** A request after which no answer comes. With `afterEffect` what it asked for is done nevertheless. */
type Hang = Pick<Fault, "vendor" | "method" | "afterEffect"> & { path: RegExp };

const matching = ({ vendor, method, path }: Hang): number =>
  company.sandbox.requests.filter(
    (request) =>
      request.vendor === vendor &&
      (method === undefined || request.method === method) &&
      path.test(request.path),
  ).length;

/** Lets a process come to the hanging request, and kills it there. */
async function killedAt(hang: Hang, begin: () => Running): Promise<void> {
  company.sandbox.faults.clear();
  company.sandbox.faults.add({ ...hang, kind: "hang" });
  const before = matching(hang);
  const process = begin();
  await expect.poll(() => matching(hang), { timeout: 15_000, interval: 20 }).toBeGreaterThan(before);
  process.child.kill("SIGKILL");
  await process.ended;
  company.sandbox.faults.clear();
}

/** A gateway's process; its first life is given the webhook, and lives until it has taken it over. */
function served(path: string): () => Running {
  let first = true;
  return () => {
    const running = command(["serve", path], env());
    if (first) running.child.stdin.write(`${JSON.stringify(webhook(company.call.id))}\n`);
    first = false;
    return running;
  };
}

const gong = { vendor: "gong", path: /extensive$/ };
const history = { vendor: "slack", path: /conversations\.history$/ };
const post = { vendor: "slack", path: /chat\.postMessage$/ };
const task = { vendor: "asana", method: "POST", path: /\/tasks$/ };
const note = { vendor: "hubspot", method: "POST", path: /\/notes$/ };
const deal = { vendor: "hubspot", method: "PATCH", path: /deals/ };

const cases: { name: string; hangs: Hang[]; effects: () => Promise<number>; once: number }[] = [
  {
    name: "call-summary",
    hangs: [gong, history, post, { ...post, afterEffect: true }, history],
    effects: async () => (await company.messages()).length,
    once: 1,
  },
  {
    name: "next-steps-to-asana",
    hangs: [
      gong,
      { vendor: "asana", path: /\/users$/ },
      { ...task, afterEffect: true },
      task,
      { ...task, afterEffect: true },
    ],
    effects: async () => (await company.tasks()).length,
    once: 2,
  },
  {
    name: "deal-follow-up",
    hangs: [gong, deal, { ...deal, afterEffect: true }, note, { ...note, afterEffect: true }],
    effects: async () => (await company.notes()).length,
    once: 1,
  },
  {
    name: "crm-change",
    hangs: [{ vendor: "hubspot", path: /deals\/search$/ }, history, post, { ...post, afterEffect: true }],
    effects: async () => (await company.messages("#general", "Won")).length,
    once: 1,
  },
];

test.each(cases)(
  "$name: killed in each of its steps, it is carried on by the next process, and nothing is done twice",
  { timeout: 60_000 },
  async ({ name, hangs, effects, once }) => {
    if (name === "crm-change") {
      const won = { object_type: "deals", id: company.call.deal, properties: { dealstage: "Won" } };
      await company.ask("hubspot_update_object", won);
    }
    const begin = served(join(shipped, `${name}.yaml`));
    for (const hang of hangs) await killedAt(hang, begin);
    expect(run()?.state).toBe("pending");
    const last = begin();
    await expect.poll(() => run()?.state, { timeout: 15_000 }).toBe("done");
    last.child.kill("SIGKILL");
    await last.ended;
    expect(await effects()).toBe(once);
    expect(steps().every(({ state: one }) => one === "done")).toBe(true);
  },
);

test(
  "by hand: killed during a post that arrived, it is resumed with its id",
  { timeout: 40_000 },
  async () => {
    const before = (await company.messages("#random")).length;
    const words = ["call-summary", "--call", company.call.id, "--input", "channel=#random"];
    await killedAt({ ...post, afterEffect: true }, () => command(words, env()));
    const resumed = command(["--resume", run()?.id ?? "", "--json"], env());
    expect(await resumed.ended).toBe(0);
    const { run: ended, steps: shown } = JSON.parse(resumed.output()) as {
      run: { state: string };
      steps: { step: string; note?: string }[];
    };
    expect(ended.state).toBe("done");
    expect(shown.find(({ step }) => step === "post")?.note).toBe("found, not repeated");
    expect(await company.messages("#random")).toHaveLength(before + 1);
    // The same words once more change nothing.
    const again = command(words, env());
    expect(await again.ended).toBe(0);
    expect(again.output()).toContain("not repeated");
    expect(await company.messages("#random")).toHaveLength(before + 1);
  },
);

test(
  "a call that nothing makes safe to repeat is asked about, not repeated",
  { timeout: 40_000 },
  async () => {
    const file = join(state, "automations.yaml");
    const text = readFileSync(join(shipped, "call-summary.yaml"), "utf8");
    writeFileSync(file, text.slice(0, text.indexOf("        # Slack does not notice a repeat.")));
    const words = [
      "call-summary",
      "--call",
      company.call.id,
      "--input",
      "channel=#flow-launch",
      "--file",
      file,
    ];
    await killedAt({ ...post, afterEffect: true }, () => command(words, env()));
    const asked = command(words, env());
    expect(await asked.ended).toBe(1);
    expect(asked.output()).toMatch(
      /asking .*not known whether slack_send_message was carried out.*--done.*--repeat/s,
    );
    const id = run()?.id ?? "";
    const unclear = command(["--resume", id], env());
    expect(await unclear.ended).toBe(1);
    expect(unclear.errors()).toMatch(/Say --repeat if it was not carried out, --done if it was/);
    const told = command(["--resume", id, "--done"], env());
    expect(await told.ended).toBe(0);
    expect(await company.messages("#flow-launch")).toHaveLength(1);
  },
);

test("two gateways on one log carry out each run once", { timeout: 40_000 }, async () => {
  const file = join(state, "automations.yaml");
  const post =
    "{ id: post, tool: slack_send_message, arguments: { to: '#support', text: 'two ${{ trigger.call_id }}' } }";
  writeFileSync(file, `automations:\n  two:\n    trigger: gong.call\n    steps:\n      - ${post}\n`);
  const [first, second] = [command(["serve", file], env()), command(["serve", file], env())];
  const ids = Array.from({ length: 30 }, (_, i) => `${i + 100}`);
  // Each hears of all of them.
  for (const { child } of [first, second])
    for (const id of ids) child.stdin.write(`${JSON.stringify(webhook(id))}\n`);
  const done = () => inLog(state, (store) => store.list({ state: "done", limit: 100 }).length);
  await expect.poll(done, { timeout: 20_000 }).toBe(ids.length);
  for (const { child, ended } of [first, second]) {
    child.stdin.end();
    expect(await ended).toBe(0);
  }
  expect(await company.messages("#support", "two ")).toHaveLength(ids.length);
});

test("killed again and again at any moment, sixty posts are sixty posts", { timeout: 60_000 }, async () => {
  const file = join(state, "automations.yaml");
  writeFileSync(
    file,
    `automations:
  sixty:
    trigger: gong.call
    steps:
      - id: post
        for_each: event.callData.list
        tool: slack_send_message
        arguments: { to: "#support", text: "sixty \${{ item }}." }
        look_up:
          tool: slack_list_messages
          arguments: { channel: "#support", since: "\${{ timestamp(run.started_at) - duration('10m') }}", limit: 200 }
          found: result.messages.filter(m, m.text == "sixty " + item + ".")[?0]
`,
  );
  const list = Array.from({ length: 60 }, (_, i) => `${i}`);
  let kills = 0;
  let delivered = false;
  while (!delivered || run()?.state !== "done") {
    const running = command(["serve", file], env());
    if (!delivered) running.child.stdin.write(`${JSON.stringify(webhook(company.call.id, { list }))}\n`);
    const target = delivered ? stepsDone() + 1 + (kills % 7) : 1;
    await expect
      .poll(() => (run()?.state === "done" ? 60 : stepsDone()), { timeout: 15_000, interval: 1 })
      .toBeGreaterThanOrEqual(Math.min(target, 60));
    delivered = true;
    // Another moment of the call that comes next each time.
    await new Promise((resolve) => setTimeout(resolve, (kills * 3) % 17));
    running.child.kill("SIGKILL");
    await running.ended;
    kills++;
  }
  expect(kills).toBeGreaterThan(4);
  const texts = (await company.messages("#support", "sixty ")).map(({ text }) => String(text));
  expect(texts.toSorted()).toEqual(list.map((item) => `sixty ${item}.`).toSorted());
});
