import { describe, expect, test } from "vitest";
import { byKey, createWorld } from "./world.ts";

const NOW = new Date("2026-03-31T12:00:00Z");
const world = createWorld({ seed: 1, now: NOW });
const story = ["marlow-flow", "orchard-edge", "bluefin-renewal", "calder-insight"];

test("the same seed and day tell the same company, another seed another one", () => {
  expect(createWorld({ seed: 1, now: new Date("2026-03-31T23:00:00Z") })).toEqual({
    ...world,
    calendar: expect.anything(),
  });
  expect(createWorld({ seed: 2, now: NOW }).deals).not.toEqual(world.deals);
});

test("the company has the size that it is said to have", () => {
  const sizes = Object.fromEntries(
    Object.entries(world).flatMap(([name, list]) => (Array.isArray(list) ? [[name, list.length]] : [])),
  );
  expect(sizes).toMatchObject({
    people: 15,
    companies: 24,
    contacts: 60,
    deals: 36,
    calls: 24,
    projects: 5,
    work: 60,
    documents: 16,
    channels: 9,
    repositories: 3,
  });
  expect(world.messages.length).toBeGreaterThan(110);
});

test("every key leads to a record", () => {
  for (const deal of world.deals) {
    byKey(world.companies, deal.companyKey);
    byKey(world.people, deal.ownerKey);
    for (const key of deal.contactKeys) byKey(world.contacts, key);
  }
  for (const item of world.work) {
    byKey(world.projects, item.projectKey);
    if (item.assigneeKey) byKey(world.people, item.assigneeKey);
    if (item.dealKey) byKey(world.deals, item.dealKey);
    for (const key of item.blockedBy) byKey(world.work, key);
    for (const { authorKey } of item.comments) byKey(world.people, authorKey);
  }
  for (const message of world.messages) {
    byKey(world.people, message.authorKey);
    expect(byKey(world.channels, message.channelKey).memberKeys, message.text).toContain(message.authorKey);
  }
  for (const document of world.documents) {
    byKey(world.people, document.authorKey);
    expect(document.text, document.key).not.toBe("");
  }
  for (const { pulls, commits, issues, files } of world.repositories) {
    for (const pull of pulls) byKey(world.work, pull.workKey ?? "");
    for (const issue of issues) byKey(world.work, issue.workKey);
    for (const commit of commits) for (const path of commit.paths) expect(files, path).toHaveProperty([path]);
  }
  for (const ticket of world.tickets) if (ticket.workKey) byKey(world.work, ticket.workKey);
});

function unique(ids: readonly string[]): void {
  expect(new Set(ids).size).toBe(ids.length);
}

test("ids are unique within a system", () => {
  unique(
    world.people.flatMap((person) => [
      person.slackId,
      person.linearId,
      person.notionId,
      person.asanaGid,
      person.gongId,
    ]),
  );
  unique(world.work.flatMap((item) => [item.linearId, item.asanaGid]));
  unique(world.calls.map((call) => call.gongId));
  unique(world.messages.map((message) => `${message.channelKey}/${message.ts}`));
  unique(world.contacts.map((contact) => contact.email));
});

describe.each(story)("the story of %s", (key) => {
  test("holds in every system", () => {
    expect(world.calls.filter((call) => call.dealKey === key)).toHaveLength(3);
    expect(world.work.filter((item) => item.dealKey === key).length).toBeGreaterThan(3);
    expect(world.documents.some((document) => document.dealKey === key)).toBe(true);
    expect(world.activities.some((activity) => activity.dealKey === key)).toBe(true);
    const customer = byKey(world.companies, byKey(world.deals, key).companyKey).name.split(" ")[0] ?? "";
    expect(world.messages.some((message) => message.text.includes(customer))).toBe(true);
  });

  test("has calls that say what the deal is about", () => {
    const deal = byKey(world.deals, key);
    for (const call of world.calls.filter(({ dealKey }) => dealKey === key)) {
      expect(call.transcript.length).toBeGreaterThanOrEqual(20);
      expect(call.transcript.length).toBeLessThanOrEqual(60);
      expect(new Set(call.transcript.map(({ speakerId }) => speakerId)).size).toBeGreaterThan(1);
      expect(call.transcript.some(({ text }) => text.includes(deal.nextStep))).toBe(true);
      expect(call.brief).toContain(deal.competitor);
    }
  });
});

test("rows of the last seven days are there, and none of the past lies in the future", () => {
  const week = world.calendar.at(-7);
  expect(world.calls.some((call) => call.startedAt > week)).toBe(true);
  expect(world.messages.some((message) => message.at > week)).toBe(true);
  const past = [...world.deals, ...world.contacts, ...world.companies, ...world.work, ...world.documents].map(
    (record) => record.updatedAt,
  );
  expect(past.filter((at) => at > world.calendar.at(0, 0))).toEqual([]);
});
