import { addSeconds, type Calendar } from "./calendar.ts";
import type { Contact } from "./contacts.ts";
import type { Deal } from "./deals.ts";
import { digitsFor } from "./ids.ts";
import { COMPANY, type Person } from "./people.ts";
import { createRandom } from "./random.ts";
import { type CallKind, type Line, scriptFor } from "./talk.ts";

export type Participant = {
  /** A person's or a contact's key. */
  key: string;
  side: "internal" | "external";
  name: string;
  email: string;
  title: string;
  speakerId: string;
};

export type Sentence = { speakerId: string; startMs: number; endMs: number; text: string };

/** A recorded call with its transcript. */
export type RecordedCall = {
  key: string;
  kind: CallKind;
  title: string;
  gongId: string;
  hubspotId: string;
  dealKey: string;
  companyKey: string;
  hostKey: string;
  startedAt: string;
  endedAt: string;
  durationSeconds: number;
  participants: readonly Participant[];
  brief: string;
  keyPoints: readonly string[];
  nextSteps: readonly string[];
  topics: readonly { name: string; seconds: number }[];
  /** Words that the company listens for, with how often they were said. */
  trackers: readonly { name: string; count: number }[];
  transcript: readonly Sentence[];
};

const TITLES: Readonly<Record<CallKind, string>> = {
  discovery: "Discovery",
  demo: "Product demo",
  technical: "Technical deep dive",
  commercial: "Commercial terms",
  review: "Service review",
};

/** The story deals have three calls each; twelve more deals have one. */
const STORY_CALLS: Readonly<Record<string, readonly (readonly [kind: CallKind, day: number])[]>> = {
  "marlow-flow": [
    ["discovery", -47],
    ["technical", -12],
    ["commercial", -3],
  ],
  "orchard-edge": [
    ["discovery", -33],
    ["technical", -14],
    ["review", -2],
  ],
  "bluefin-renewal": [
    ["review", -25],
    ["review", -6],
    ["commercial", -1],
  ],
  "calder-insight": [
    ["demo", -29],
    ["technical", -9],
    ["commercial", -4],
  ],
};

const KINDS = ["discovery", "demo", "technical", "commercial"] as const;

export function createCalls(
  calendar: Calendar,
  seed: number,
  people: readonly Person[],
  contacts: readonly Contact[],
  deals: readonly Deal[],
): RecordedCall[] {
  const random = createRandom(seed * 31 + 6);
  const plan = deals.slice(0, 16).flatMap((deal) => {
    const calls = STORY_CALLS[deal.key] ?? [[random.pick(KINDS), -random.int(1, 45)] as const];
    return calls.map(([kind, day]) => ({ deal, kind, day }));
  });
  return plan.map(({ deal, kind, day }, index): RecordedCall => {
    const participants = whoJoins(deal, kind, people, contacts);
    const lines = scriptFor(kind, deal, participants, random);
    const { transcript, seconds } = timed(lines, participants);
    const key = `${deal.key}-call-${index + 1}`;
    const startedAt = calendar.at(day, random.int(8, 16), random.pick([0, 15, 30]));
    const facts = {
      key,
      kind,
      title: `${deal.name}: ${TITLES[kind]}`,
      gongId: digitsFor(`gong:call:${key}`, 19),
      hubspotId: String(61_800_000_000 + index * 17),
      dealKey: deal.key,
      companyKey: deal.companyKey,
      hostKey: deal.ownerKey,
      startedAt,
      endedAt: addSeconds(startedAt, seconds),
      durationSeconds: seconds,
      participants,
      topics: topicsOf(kind, seconds),
      trackers: trackersOf(deal, lines),
      transcript,
    };
    return Object.assign(facts, summary(deal, kind, participants));
  });
}

function whoJoins(
  deal: Deal,
  kind: CallKind,
  people: readonly Person[],
  contacts: readonly Contact[],
): Participant[] {
  const second =
    kind === "technical"
      ? deal.product === "edge"
        ? "rafael"
        : "amara"
      : kind === "review"
        ? "yusuf"
        : "hana";
  const internal = people.filter((person) => person.key === deal.ownerKey || person.key === second);
  const external = contacts.filter((contact) => deal.contactKeys.includes(contact.key));
  const join = (side: Participant["side"]) => (who: Person | Contact) => ({
    key: who.key,
    side,
    name: who.name,
    email: who.email,
    title: who.title,
    speakerId: digitsFor(`gong:speaker:${deal.key}:${who.key}`, 19),
  });
  return [...internal.map(join("internal")), ...external.map(join("external"))];
}

/** About 160 words a minute, with a breath between sentences. */
function timed(
  lines: readonly Line[],
  participants: readonly Participant[],
): { transcript: Sentence[]; seconds: number } {
  let clock = 1200;
  const transcript = lines.map(({ speakerKey, text }) => {
    const speaker = participants.find((participant) => participant.key === speakerKey) ?? participants[0];
    const startMs = clock;
    const endMs = startMs + text.split(" ").length * 375;
    clock = endMs + 650;
    return { speakerId: speaker?.speakerId ?? "", startMs, endMs, text };
  });
  return { transcript, seconds: Math.ceil(clock / 1000) };
}

function summary(deal: Deal, kind: CallKind, participants: readonly Participant[]) {
  const customer =
    participants.find((participant) => participant.side === "external")?.name ?? "The customer";
  const product = COMPANY.products[deal.product];
  const next = deal.nextStep || "No further step was agreed";
  return {
    brief: `${customer} and Tessalane spoke about ${product}. Today ${deal.pain}. The alternative is ${deal.competitor}. ${next}.`,
    keyPoints: [
      `Pain: ${deal.pain}.`,
      `Compared with ${deal.competitor}.`,
      kind === "commercial"
        ? `Price on the table: ${money(deal.amount)} a year.`
        : `Interest in ${product} is concrete; budget about ${money(deal.amount)}.`,
    ],
    nextSteps: deal.nextStep
      ? [deal.nextStep, `Follow up with ${customer} within a week`]
      : [`Follow up with ${customer}`],
  };
}

export function money(amount: number): string {
  return `$${amount.toLocaleString("en-US")}`;
}

const TOPICS: Readonly<Record<CallKind, readonly string[]>> = {
  discovery: ["Small talk", "Current situation", "Requirements", "Next steps"],
  demo: ["Introductions", "Demo", "Questions", "Next steps"],
  technical: ["Architecture", "Security", "Integration", "Next steps"],
  commercial: ["Pricing", "Contract", "Competition", "Next steps"],
  review: ["Incidents", "Service levels", "Roadmap", "Next steps"],
};

function topicsOf(kind: CallKind, seconds: number): { name: string; seconds: number }[] {
  const shares = [0.1, 0.45, 0.3, 0.15];
  return TOPICS[kind].map((name, index) => ({ name, seconds: Math.round(seconds * (shares[index] ?? 0)) }));
}

function trackersOf(deal: Deal, lines: readonly Line[]): { name: string; count: number }[] {
  const said = (word: string) =>
    lines.filter(({ text }) => text.toLowerCase().includes(word.toLowerCase())).length;
  const rows = [
    { name: "Competitors", count: said(deal.competitor) },
    { name: "Pricing", count: said("$") + said("price") },
    { name: "Security", count: said("security") + said("provisioning") },
    { name: "Risk", count: said("late") + said("tender") },
  ];
  return rows.filter((row) => row.count > 0);
}
