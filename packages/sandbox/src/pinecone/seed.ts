import { COMPANY } from "../world/people.ts";
import { TICKET_STAGES } from "../world/tickets.ts";
import { byKey, type World } from "../world/world.ts";
import { sparseEmbedding } from "./embeddings.ts";
import type { Index, Metadata, StoredRecord } from "./state.ts";

/** Epoch seconds: Pinecone's filters compare numbers only. */
const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);

/** What the company made of its pages, calls and tickets, so that they can be asked; each names where it came from. */
export function seedIndexes(world: World): Index[] {
  return [
    index("company-docs", documents(world), {
      tags: { team: "product", source: "notion" },
      embed: { model: "llama-text-embed-v2", textField: "chunk_text" },
    }),
    index("call-transcripts", new Map([["__default__", calls(world)]]), {
      tags: { team: "sales", source: "gong" },
      embed: { model: "multilingual-e5-large", textField: "chunk_text" },
    }),
    index("support-tickets", new Map([["__default__", tickets(world)]]), {
      tags: { team: "support", source: "hubspot" },
      embed: { model: "multilingual-e5-large", textField: "text" },
    }),
    index("deal-lookalikes", new Map([["__default__", deals(world)]]), {
      metric: "dotproduct",
      dimension: 8,
      tags: { team: "revenue-operations" },
      deletionProtection: "enabled",
    }),
    index("ticket-keywords", new Map([["__default__", keywords(world)]]), {
      vectorType: "sparse",
      metric: "dotproduct",
      dimension: undefined,
    }),
  ];
}

function index(
  name: string,
  records: ReadonlyMap<string, readonly StoredRecord[]>,
  parts: Partial<Index>,
): Index {
  return {
    name,
    vectorType: "dense",
    metric: "cosine",
    dimension: 1024,
    embed: undefined,
    cloud: "aws",
    region: "us-east-1",
    tags: {},
    deletionProtection: "disabled",
    describesUntilReady: 0,
    namespaces: new Map(
      [...records].map(([namespace, rows]) => [namespace, new Map(rows.map((row) => [row.id, row]))]),
    ),
    ...parts,
  };
}

/** One chunk for each heading; guides apart from project papers. */
function documents(world: World): Map<string, StoredRecord[]> {
  const namespaces = new Map<string, StoredRecord[]>([
    ["guides", []],
    ["projects", []],
  ]);
  for (const document of world.documents) {
    const author = byKey(world.people, document.authorKey);
    const deal = document.dealKey === undefined ? undefined : byKey(world.deals, document.dealKey);
    const chunks = document.text.split(/^(?=## )/m).filter((text) => text.trim() !== "");
    const rows = chunks.map((text, place): StoredRecord => {
      const section = /^## (.+)$/m.exec(text)?.[1] ?? document.title;
      return {
        id: `${document.key}#${place + 1}`,
        metadata: {
          chunk_text: `${document.title}\n${text.trim()}`,
          title: document.title,
          section,
          kind: document.kind,
          notion_page_id: document.notionId,
          url: `https://www.notion.so/${document.notionId.replaceAll("-", "")}`,
          author: author.name,
          author_email: author.email,
          updated_at: seconds(document.updatedAt),
          ...(deal ? { hubspot_deal_id: deal.hubspotId, deal: deal.name } : {}),
        },
      };
    });
    namespaces.get(/guide|policy/.test(document.kind) ? "guides" : "projects")?.push(...rows);
  }
  return namespaces;
}

const SENTENCES = 6;

function calls(world: World): StoredRecord[] {
  return world.calls.flatMap((call) => {
    const deal = byKey(world.deals, call.dealKey);
    const names = new Map(call.participants.map(({ speakerId, name }) => [speakerId, name]));
    const common: Metadata = {
      title: call.title,
      gong_call_id: call.gongId,
      hubspot_deal_id: deal.hubspotId,
      company: byKey(world.companies, call.companyKey).name,
      kind: call.kind,
      host_email: byKey(world.people, call.hostKey).email,
      participants: call.participants.map(({ name }) => name),
      started_at: seconds(call.startedAt),
    };
    const count = Math.ceil(call.transcript.length / SENTENCES);
    return Array.from({ length: count }, (_, place): StoredRecord => {
      const lines = call.transcript.slice(place * SENTENCES, (place + 1) * SENTENCES);
      const spoken = lines.map(({ speakerId, text }) => `${names.get(speakerId) ?? "Unknown"}: ${text}`);
      return {
        id: `${call.gongId}#${place + 1}`,
        metadata: {
          chunk_text: spoken.join("\n"),
          ...common,
          start_second: Math.floor((lines[0]?.startMs ?? 0) / 1000),
        },
      };
    });
  });
}

function tickets(world: World): StoredRecord[] {
  return world.tickets.map((ticket) => {
    const stage = TICKET_STAGES.find(({ id }) => id === ticket.stageId);
    return {
      id: `ticket-${ticket.hubspotId}`,
      metadata: {
        text: `${ticket.subject}\n${ticket.content}`,
        subject: ticket.subject,
        hubspot_ticket_id: ticket.hubspotId,
        status: stage?.label ?? "",
        solved: stage?.closed ?? false,
        priority: ticket.priority,
        category: ticket.category,
        company: byKey(world.companies, ticket.companyKey).name,
        contact_email: byKey(world.contacts, ticket.contactKey).email,
        owner_email: byKey(world.people, ticket.ownerKey).email,
        created_at: seconds(ticket.createdAt),
        ...(ticket.workKey === undefined ? {} : { issue: ticket.workKey }),
      },
    };
  });
}

function keywords(world: World): StoredRecord[] {
  return world.tickets.map((ticket) => {
    const { indices, values } = sparseEmbedding(`${ticket.subject} ${ticket.content}`);
    return {
      id: `ticket-${ticket.hubspotId}`,
      sparse: { indices, values },
      metadata: { subject: ticket.subject, hubspot_ticket_id: ticket.hubspotId },
    };
  });
}

const PRODUCTS = Object.keys(COMPANY.products);

/** Vectors of the company's own making: product, size, chance and kind of a deal as numbers. */
function deals(world: World): StoredRecord[] {
  return world.deals.map((deal) => {
    const company = byKey(world.companies, deal.companyKey);
    const stage = world.pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === deal.stageId);
    const values = [
      ...PRODUCTS.map((product) => (product === deal.product ? 1 : 0)),
      Math.log10(deal.amount + 1) / 6,
      Math.log10(company.employees + 1) / 5,
      stage?.probability ?? 0,
      deal.type === "newbusiness" ? 1 : 0,
      deal.contactKeys.length / 4,
    ].map(Math.fround);
    const { indices, values: weights } = sparseEmbedding(`${deal.pain} ${deal.competitor}`);
    return {
      id: `deal-${deal.hubspotId}`,
      values,
      sparse: { indices, values: weights },
      metadata: {
        name: deal.name,
        hubspot_deal_id: deal.hubspotId,
        company: company.name,
        product: deal.product,
        amount: deal.amount,
        stage: stage?.label ?? deal.stageId,
        owner_email: byKey(world.people, deal.ownerKey).email,
      },
    };
  });
}
