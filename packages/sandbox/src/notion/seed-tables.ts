import { uuidFor } from "../world/ids.ts";
import type { World } from "../world/world.ts";

/** Columns as `name: type` lines, read like a request's; the rest of a line is what the type needs. */
export type Columns = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const choices = (...names: readonly string[]) => ({ options: names.map((name) => ({ name })) });

export const IDS = {
  wiki: uuidFor("notion:page:wiki"),
  gallery: uuidFor("notion:page:gallery"),
  minutes: uuidFor("notion:page:minutes"),
  salaries: uuidFor("notion:page:salaries"),
  documents: uuidFor("notion:database:documents"),
  documentsSource: uuidFor("notion:data_source:documents"),
  roadmap: uuidFor("notion:database:roadmap"),
  projectsSource: uuidFor("notion:data_source:projects"),
  workSource: uuidFor("notion:data_source:work"),
  contacts: uuidFor("notion:database:contacts"),
  contactsSource: uuidFor("notion:data_source:contacts"),
} as const;

export const DOCUMENT_COLUMNS: Columns = {
  Name: { title: {} },
  Kind: { select: choices("spec", "plan", "review", "guide", "notes", "policy") },
  Status: { status: choices("Draft", "In review", "Published") },
  Author: { people: {} },
  Project: { relation: { data_source_id: IDS.projectsSource, single_property: {} } },
  Tags: { multi_select: choices("customer", "engineering", "security", "sales") },
  "Review by": { date: {} },
  "Days left": { formula: { expression: 'dateBetween(prop("Review by"), now(), "days")' } },
  Verified: { checkbox: {} },
  Words: { number: { format: "number_with_commas" } },
  Link: { url: {} },
  Attachments: { files: {} },
  Created: { created_time: {} },
  "Edited by": { last_edited_by: {} },
};

export const PROJECT_COLUMNS: Columns = {
  Name: { title: {} },
  Lead: { people: {} },
  State: { status: choices("planned", "started", "completed") },
  Health: { select: choices("on track", "at risk", "off track") },
  Timeline: { date: {} },
  Goal: { rich_text: {} },
  "Work items": { relation: { data_source_id: IDS.workSource, single_property: {} } },
  "Item count": {
    rollup: { relation_property_name: "Work items", rollup_property_name: "Name", function: "count" },
  },
  "Points in all": {
    rollup: { relation_property_name: "Work items", rollup_property_name: "Estimate", function: "sum" },
  },
};

export const WORK_COLUMNS: Columns = {
  Name: { title: {} },
  No: { unique_id: { prefix: "W" } },
  Key: { rich_text: {} },
  Status: { status: choices("Backlog", "To do", "In progress", "In review", "Done", "Cancelled") },
  Priority: { select: choices("Urgent", "High", "Medium", "Low") },
  Assignee: { people: {} },
  Due: { date: {} },
  Estimate: { number: { format: "number" } },
  Hours: { formula: { expression: 'prop("Estimate") * 6' } },
  Labels: { multi_select: { options: [] } },
  Project: { relation: { data_source_id: IDS.projectsSource, single_property: {} } },
  "Blocked by": { relation: { data_source_id: IDS.workSource, single_property: {} } },
  "Blocker states": {
    rollup: {
      relation_property_name: "Blocked by",
      rollup_property_name: "Status",
      function: "show_original",
    },
  },
  "Customer facing": { checkbox: {} },
  "Created by": { created_by: {} },
  "Last edited": { last_edited_time: {} },
};

export const CONTACT_COLUMNS: Columns = {
  Name: { title: {} },
  "E-mail": { email: {} },
  Phone: { phone_number: {} },
  Company: { rich_text: {} },
  Website: { url: {} },
};

type Row = {
  id: string;
  createdAt: string;
  editedAt: string;
  by: string;
  values: Readonly<Record<string, unknown>>;
};

const title = (content: string) => ({ title: [{ text: { content } }] });
const text = (content: string) => ({ rich_text: [{ text: { content } }] });
const people = (...ids: readonly (string | undefined)[]) => ({
  people: ids.filter(Boolean).map((id) => ({ id })),
});
const pages = (...ids: readonly string[]) => ({ relation: ids.map((id) => ({ id })) });

export const workId = (key: string): string => uuidFor(`notion:work:${key}`);

const STATES: Readonly<Record<string, string>> = {
  backlog: "Backlog",
  todo: "To do",
  in_progress: "In progress",
  in_review: "In review",
  done: "Done",
  cancelled: "Cancelled",
};
const PRIORITIES = ["Low", "Urgent", "High", "Medium", "Low"];

export function workRows(world: World, personId: (key: string) => string): Row[] {
  return world.work.map((item) => ({
    id: workId(item.key),
    createdAt: item.createdAt,
    editedAt: item.updatedAt,
    by: personId(item.creatorKey),
    values: {
      Name: title(item.title),
      Key: text(item.key),
      Status: { status: { name: STATES[item.state] } },
      Priority: { select: { name: PRIORITIES[item.priority] } },
      Assignee: people(item.assigneeKey && personId(item.assigneeKey)),
      ...(item.dueDate ? { Due: { date: { start: item.dueDate } } } : {}),
      Estimate: { number: item.estimate },
      Labels: { multi_select: item.labels.map((name) => ({ name })) },
      Project: pages(
        ...world.projects.filter((one) => one.key === item.projectKey).map((one) => one.notionId),
      ),
      "Blocked by": pages(...item.blockedBy.map(workId)),
      "Customer facing": { checkbox: item.dealKey !== undefined },
    },
  }));
}

export function projectRows(world: World, personId: (key: string) => string): Row[] {
  return world.projects.map((project) => ({
    id: project.notionId,
    createdAt: `${project.startDate}T09:00:00.000Z`,
    editedAt: world.calendar.at(-3),
    by: personId(project.leadKey),
    values: {
      Name: title(project.name),
      Lead: people(personId(project.leadKey)),
      State: { status: { name: project.state } },
      Health: { select: { name: project.health.replace("_", " ") } },
      Timeline: { date: { start: project.startDate, end: project.targetDate } },
      Goal: text(project.description),
      "Work items": pages(
        ...world.work.filter((one) => one.projectKey === project.key).map((one) => workId(one.key)),
      ),
    },
  }));
}

const TAGS: Readonly<Record<string, string>> = {
  spec: "engineering",
  review: "engineering",
  policy: "security",
};

export function documentRows(world: World, personId: (key: string) => string): Row[] {
  return world.documents.map((document, index) => ({
    id: document.notionId,
    createdAt: document.createdAt,
    editedAt: document.updatedAt,
    by: personId(document.authorKey),
    values: {
      Name: title(document.title),
      Kind: { select: { name: document.kind } },
      Status: { status: { name: ["Published", "In review", "Draft"][index % 3] } },
      Author: people(personId(document.authorKey)),
      Project: pages(
        ...world.projects.filter((one) => one.key === document.projectKey).map((one) => one.notionId),
      ),
      Tags: {
        multi_select: [TAGS[document.kind] ?? "sales", ...(document.dealKey ? ["customer"] : [])].map(
          (name) => ({ name }),
        ),
      },
      "Review by": { date: { start: world.calendar.date(5 + index * 6) } },
      Verified: { checkbox: index % 3 === 0 },
      Words: { number: document.text.split(/\s+/).length },
      ...(document.kind === "spec" ? { Link: { url: `https://app.example/specs/${document.key}` } } : {}),
      ...(document.key === "marlow-security"
        ? {
            Attachments: {
              files: [
                { name: "answers.pdf", external: { url: "https://files.tessalane.example/answers.pdf" } },
              ],
            },
          }
        : {}),
    },
  }));
}

export function contactRows(world: World, personId: (key: string) => string): Row[] {
  return world.contacts.slice(0, 130).map((contact) => {
    const company = world.companies.find((one) => one.key === contact.companyKey);
    return {
      id: uuidFor(`notion:contact:${contact.key}`),
      createdAt: contact.createdAt,
      editedAt: contact.createdAt,
      by: personId("maren"),
      values: {
        Name: title(`${contact.firstName} ${contact.lastName}`),
        "E-mail": { email: contact.email },
        Phone: { phone_number: contact.phone },
        Company: text(company?.name ?? ""),
        ...(company ? { Website: { url: `https://${company.domain}` } } : {}),
      },
    };
  });
}
