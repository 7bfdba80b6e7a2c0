import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAutomations } from "../src/automations/open-automations.ts";
import { readAutomations } from "../src/automations/document.ts";
import { defaultConfig } from "../src/config/defaults.ts";
import { createGateway } from "../src/gateway.ts";
import { createLog } from "../src/log.ts";
import { builtIns } from "../src/registry.ts";
import {
  automate,
  project,
  shipped,
  startCompany,
  webhook,
  type Automated,
  type Company,
} from "./automations-world.ts";
import { folder } from "./fixtures/processes.ts";
import { callBody, send, startReceiver } from "./webhooks-gong.ts";

let company: Company;
const open: Automated[] = [];
beforeEach(async () => {
  company = await startCompany();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.end();
  await company.close();
});

async function automated(name: string, env: Record<string, string> = {}): Promise<Automated> {
  const one = await automate(join(shipped, `${name}.yaml`), { ...company.sandbox.env, ...env });
  open.push(one);
  return one;
}

const states = ({ store }: Automated) => store.list({ limit: 100 }).map(({ state }) => state);
const ended = (one: Automated, ...wanted: string[]) =>
  expect.poll(() => states(one), { timeout: 15_000 }).toEqual(wanted);

test("all of them lie in the package, and each is documented", () => {
  const all = readAutomations(shipped);
  expect([...all.keys()].sort()).toEqual([
    "call-summary",
    "crm-change",
    "deal-follow-up",
    "next-steps-to-asana",
  ]);
  for (const { definition } of all.values()) expect(definition.title).toBeTruthy();
});

test("the summary of a call is posted to Slack", async () => {
  const one = await automated("call-summary");
  await one.deliver(webhook(company.call.id));
  await ended(one, "done");
  const [message, ...more] = await company.messages();
  expect(more).toEqual([]);
  expect(message?.text).toMatch(/minutes, with .+\n\n.+\n\n- /s);
  // A private call, and one without a summary, are not for a channel.
  await one.deliver(webhook("2", { metaData: { id: "2", isPrivate: true } }));
  await ended(one, "skipped", "done");
  expect(company.writes()).toHaveLength(1);
});

test("what was said in a call cannot mention anybody in Slack", async () => {
  const one = await automated("call-summary", { CALL_SUMMARY_CHANNEL: "#general" });
  company.sandbox.faults.add({
    vendor: "gong",
    path: "/v2/calls/extensive",
    kind: "status",
    status: 200,
    body: {
      records: { totalRecords: 1, currentPageSize: 1, currentPageNumber: 0 },
      calls: [
        {
          metaData: {
            id: company.call.id,
            title: "Hi <!channel> [x](https://evil.example)",
            url: company.call.url,
            duration: 60,
          },
          parties: [{ id: "1", name: "<@U0JIST2PU0M>", affiliation: "External" }],
          content: { brief: "`<!here>` ${{ inputs.channel }}", keyPoints: [] },
        },
      ],
    },
  });
  await one.deliver(webhook(company.call.id));
  await ended(one, "done");
  const [message] = await company.messages("#general");
  expect(message?.text).not.toMatch(/<!|<@|\]\(https:\/\/evil/);
  // What an expression yields is never read as an expression.
  expect(message?.text).toContain("${{ inputs.channel }}");
});

test("fifty webhooks about one call make one set of tasks", { timeout: 40_000 }, async () => {
  const one = await automated("next-steps-to-asana");
  const receiver = await startReceiver({ sinks: [one.sink] });
  // Half of them are the same bytes again, half have another content each.
  const bodies = Array.from({ length: 50 }, (_, i) =>
    callBody(company.call.id, i % 2 === 0 ? {} : { content: { brief: `Version ${i}` } }),
  );
  await Promise.all(bodies.map((body, i) => send(receiver.url, body, { jti: `${i}` })));
  await expect.poll(async () => (await receiver.store.list({ state: "done", limit: 100 })).length).toBe(26);
  await ended(one, "done");
  const tasks = await company.tasks();
  expect(tasks.map(({ name }) => String(name)).sort()).toEqual([...company.call.nextSteps].sort());
  expect(String(tasks[0]?.projects)).toContain(project);
  expect(company.writes()).toEqual(["POST /api/1.0/tasks", "POST /api/1.0/tasks"]);
  await receiver.close();
});

test("the deal of a call gets its next step and a note", async () => {
  const one = await automated("deal-follow-up");
  await one.deliver(webhook(company.call.id));
  await ended(one, "done");
  const properties = ["hs_next_step"];
  const { records } = await company.ask("hubspot_get_objects", {
    object_type: "deals",
    ids: [company.call.deal],
    properties,
  });
  expect(JSON.stringify(records)).toContain(company.call.nextSteps[0]);
  const notes = await company.notes();
  expect(notes).toHaveLength(1);
  expect(String(notes[0]?.body)).toContain(`Gong call ${company.call.id}`);
  // A call that is linked with no deal changes nothing.
  const before = company.writes().length;
  company.sandbox.faults.add({
    vendor: "gong",
    kind: "status",
    status: 200,
    body: {
      records: {},
      calls: [{ metaData: { id: "1234567890123456789", title: "Internal", duration: 1 }, context: [] }],
    },
  });
  await one.deliver(webhook("1234567890123456789"));
  await ended(one, "done", "done");
  expect(company.writes()).toHaveLength(before);
});

test("a deal that was won is announced once, whichever calls follow", async () => {
  const one = await automated("crm-change");
  await one.deliver(webhook("1"));
  await ended(one, "done");
  expect(company.writes()).toEqual([]);
  const won = { object_type: "deals", id: company.call.deal, properties: { dealstage: "Won" } };
  await company.ask("hubspot_update_object", won);
  await one.deliver(webhook("2"), webhook("3"), webhook("2"));
  await ended(one, "done", "done", "done");
  const messages = await company.messages("#general", "Won");
  expect(messages.map(({ text }) => text)).toEqual([expect.stringContaining("Orchard & Pike")]);
  expect(company.writes()).toHaveLength(1);
});

test("a test webhook of Gong's rule editor starts nothing, and does not stand in the way of the real one", async () => {
  const one = await automated("call-summary");
  await one.deliver(webhook(company.call.id, {}, true));
  await one.deliver(webhook(company.call.id));
  await ended(one, "done");
  expect(await company.messages()).toHaveLength(1);
});

test("a folder of files is one set of automations", async () => {
  const path = folder();
  for (const name of ["call-summary", "deal-follow-up"])
    copyFileSync(join(shipped, `${name}.yaml`), join(path, `${name}.yaml`));
  const one = await automate(path, company.sandbox.env);
  open.push(one);
  await one.deliver(webhook(company.call.id));
  await ended(one, "done", "done");
  expect([(await company.messages()).length, (await company.notes()).length]).toEqual([1, 1]);
});

test("a gateway carries out what SOPHIA_AUTOMATIONS names, and nothing without it", async () => {
  const env = company.sandbox.env;
  const stateFolder = folder();
  const gateway = await createGateway({ config: defaultConfig(env), builtIns, env, stateFolder });
  const opened = (more: Record<string, string>) =>
    openAutomations({
      gateway,
      env: { ...env, ...more },
      stateFolder,
      sandbox: false,
      log: createLog("error"),
    });
  expect(await opened({})).toBeUndefined();
  await expect(opened({ SOPHIA_AUTOMATIONS: "/nowhere" })).rejects.toThrow(/does not exist/);
  const named = { SOPHIA_AUTOMATIONS: join(shipped, "call-summary.yaml") };
  await expect(opened({ ...named, SOPHIA_AUTOMATIONS_PROFILE: "odd" })).rejects.toThrow(
    /"odd" is not a profile. Accepted: default/,
  );
  const automations = await opened(named);
  await automations?.sink.deliver([webhook(company.call.id)], AbortSignal.timeout(1000));
  await expect.poll(() => automations?.store.list({ limit: 1 })[0]?.state, { timeout: 10_000 }).toBe("done");
  expect(await company.messages()).toHaveLength(1);
  await automations?.close();
  await gateway.close();
});
