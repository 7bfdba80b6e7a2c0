import type { Calendar } from "./calendar.ts";
import type { Company } from "./companies.ts";
import type { Contact } from "./contacts.ts";
import { STORIES, type Story } from "./deal-stories.ts";
import type { ProductKey } from "./people.ts";
import { createRandom } from "./random.ts";

export type Stage = { id: string; label: string; probability: number; closed: boolean };
export type Pipeline = { id: string; label: string; stages: readonly Stage[] };

export type Deal = {
  key: string;
  name: string;
  pipelineId: string;
  stageId: string;
  amount: number;
  closeDate: string;
  ownerKey: string;
  companyKey: string;
  contactKeys: readonly string[];
  product: ProductKey;
  competitor: string;
  /** What the customer suffers from today, in their words. */
  pain: string;
  nextStep: string;
  type: "newbusiness" | "existingbusiness";
  lostReason: string | undefined;
  createdAt: string;
  updatedAt: string;
  hubspotId: string;
};

/** The stages were renamed by the company: ids and labels differ on purpose, as in many real accounts. */
export const PIPELINES: readonly Pipeline[] = [
  {
    id: "default",
    label: "New business",
    stages: [
      { id: "appointmentscheduled", label: "Discovery", probability: 0.1, closed: false },
      { id: "qualifiedtobuy", label: "Technical fit", probability: 0.3, closed: false },
      { id: "presentationscheduled", label: "Pilot", probability: 0.5, closed: false },
      { id: "decisionmakerboughtin", label: "Security and legal", probability: 0.7, closed: false },
      { id: "contractsent", label: "Contract out", probability: 0.9, closed: false },
      { id: "closedwon", label: "Won", probability: 1, closed: true },
      { id: "closedlost", label: "Lost", probability: 0, closed: true },
    ],
  },
  {
    id: "74120318",
    label: "Renewals and expansion",
    stages: [
      { id: "143900101", label: "Upcoming", probability: 0.6, closed: false },
      { id: "143900102", label: "At risk", probability: 0.3, closed: false },
      { id: "143900103", label: "Quote sent", probability: 0.8, closed: false },
      { id: "143900104", label: "Renewed", probability: 1, closed: true },
      { id: "143900105", label: "Churned", probability: 0, closed: true },
    ],
  },
];

export const COMPETITORS = [
  "Routely",
  "Corvid Logistics Cloud",
  "StackDepot",
  "their own spreadsheets",
] as const;

const PAINS = [
  "orders from three channels are merged by hand every morning",
  "stock counts in the web shop lag the warehouse by up to six hours",
  "nobody can say which carrier is late until a customer calls",
  "month-end stock reports take two analysts a week",
  "the scanners lose their connection in the far aisles",
  "split shipments cost more than the margin on the order",
];

const NEXT_STEPS = [
  "Send the revised quote",
  "Book the technical workshop",
  "Share the security questionnaire",
  "Agree the pilot's success criteria",
  "Introduce the reference customer",
  "Get the budget owner into the next call",
];
const LOST = ["Price", "Went with Routely", "Budget frozen until next year", "No decision"];
const PRODUCTS = ["flow", "insight", "edge"] as const;
const PRODUCT_WORDS = { flow: "Flow rollout", insight: "Insight analytics", edge: "Edge gateways" } as const;
const SELLERS = ["priya", "lucas", "owen"] as const;
const TOTAL = 36;

export function createDeals(
  calendar: Calendar,
  seed: number,
  companies: readonly Company[],
  contacts: readonly Contact[],
): Deal[] {
  const random = createRandom(seed * 31 + 3);
  const deals = STORIES.map((story, index) => told(calendar, story, index));
  for (let index = deals.length; index < TOTAL; index += 1) {
    // The first four companies have their stories; the others take turns.
    const company = companies[4 + (index % (companies.length - 4))] as Company;
    const renewal = company.lifecycle === "customer" && random.chance(0.5);
    const pipeline = PIPELINES[renewal ? 1 : 0] as Pipeline;
    const stage = random.pick(pipeline.stages);
    const product = random.pick(PRODUCTS);
    const people = contacts.filter((contact) => contact.companyKey === company.key);
    const createdDay = -random.int(30, 240);
    deals.push({
      key: `${company.key}-${product}-${index}`,
      name: `${company.name} - ${renewal ? "renewal" : PRODUCT_WORDS[product]}`,
      pipelineId: pipeline.id,
      stageId: stage.id,
      amount: random.int(8, 160) * 1000,
      closeDate: calendar.date(stage.closed ? -random.int(2, 28) : random.int(5, 120)),
      ownerKey: renewal ? "declan" : random.pick(SELLERS),
      companyKey: company.key,
      contactKeys: people.slice(0, random.int(1, 2)).map((contact) => contact.key),
      product,
      competitor: random.pick(COMPETITORS),
      pain: random.pick(PAINS),
      nextStep: stage.closed ? "" : random.pick(NEXT_STEPS),
      type: renewal ? "existingbusiness" : "newbusiness",
      lostReason: stage.probability === 0 ? random.pick(LOST) : undefined,
      createdAt: calendar.at(createdDay, random.int(8, 17)),
      updatedAt: calendar.at(-random.int(1, 25), random.int(8, 17)),
      hubspotId: dealId(index),
    });
  }
  return deals;
}

function told(calendar: Calendar, story: Story, index: number): Deal {
  const { closeDay, createdDay, updatedDay, ...rest } = story;
  return {
    ...rest,
    lostReason: undefined,
    closeDate: calendar.date(closeDay),
    createdAt: calendar.at(createdDay, 10),
    updatedAt: calendar.at(updatedDay, 16),
    hubspotId: dealId(index),
  };
}

function dealId(index: number): string {
  return String(31_480_220_007 + index * 13);
}

export function stageOf(deal: Deal): Stage {
  const stages = PIPELINES.flatMap((pipeline) => (pipeline.id === deal.pipelineId ? pipeline.stages : []));
  return stages.find((stage) => stage.id === deal.stageId) as Stage;
}
