import { createRandom } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { at, column, type Definition, key, link, mailOf, text } from "./definition.ts";
import { ARRAY, BOOLEAN, type Cell, DATE, NTZ, REAL, WHOLE } from "./types.ts";

export const PRODUCT_TABLES: readonly Definition[] = [
  {
    database: "ANALYTICS",
    schema: "PRODUCT",
    name: "PROJECTS",
    comment: "Projects of the product teams, from Linear",
    columns: [
      key("PROJECT_KEY"),
      text("NAME"),
      text("STATE"),
      text("HEALTH"),
      text("LEAD_EMAIL"),
      column("START_DATE", DATE),
      column("TARGET_DATE", DATE),
    ],
    rows: (world) =>
      world.projects.map((project) => [
        project.key,
        project.name,
        project.state,
        project.health,
        mailOf(world, project.leadKey),
        project.startDate.slice(0, 10),
        project.targetDate.slice(0, 10),
      ]),
  },
  {
    database: "ANALYTICS",
    schema: "PRODUCT",
    name: "WORK_ITEMS",
    comment: "Issues and tasks, one row each",
    columns: [
      key("WORK_ITEM"),
      link("PROJECT_KEY", "PRODUCT.PROJECTS.PROJECT_KEY"),
      text("TITLE"),
      text("STATE"),
      column("PRIORITY", WHOLE, "1 urgent to 4 low"),
      column("ESTIMATE", WHOLE),
      text("ASSIGNEE_EMAIL"),
      column("LABELS", ARRAY),
      column("DUE_DATE", DATE),
      column("CREATED_AT", NTZ),
      column("COMPLETED_AT", NTZ),
    ],
    rows: (world) =>
      world.work.map((item) => [
        item.key,
        item.projectKey,
        item.title,
        item.state,
        item.priority,
        item.estimate,
        item.assigneeKey === undefined ? null : mailOf(world, item.assigneeKey),
        JSON.stringify(item.labels),
        item.dueDate?.slice(0, 10) ?? null,
        at(item.createdAt),
        at(item.completedAt),
      ]),
  },
  {
    database: "ANALYTICS",
    schema: "PRODUCT",
    name: "USAGE_DAILY",
    comment: "Orders routed, scans and active users of each customer and day",
    columns: [
      column("DAY", DATE),
      link("ACCOUNT_ID", "CRM.ACCOUNTS.ACCOUNT_ID"),
      column("ORDERS_ROUTED", WHOLE),
      column("SCANS", WHOLE),
      column("ACTIVE_USERS", WHOLE),
      column("ERROR_RATE", REAL, "Share of requests that failed"),
    ],
    rows: usage,
  },
  {
    database: "ANALYTICS",
    schema: "PEOPLE",
    name: "EMPLOYEES",
    comment: "Everyone at Tessalane; only for HR_READER",
    columns: [key("EMAIL"), text("NAME"), text("TITLE"), text("TEAM"), column("ACTIVE", BOOLEAN)],
    rows: (world) =>
      world.people.map((person) => [
        person.email,
        person.name,
        person.title,
        person.team,
        person.active ? 1 : 0,
      ]),
  },
  {
    database: "SCRATCH",
    schema: "PUBLIC",
    name: "NOTES",
    comment: "Free for all to write",
    columns: [column("ID", WHOLE), text("NOTE"), column("CREATED_AT", NTZ)],
    rows: (world) => [[1, "Tables here are dropped on Fridays.", at(world.calendar.at(-30))]],
  },
];

/** Four months of use by each paying customer, quieter at weekends. */
function usage(world: World): Cell[][] {
  const random = createRandom(4711);
  const rows: Cell[][] = [];
  const customers = world.companies.filter(({ lifecycle }) => lifecycle === "customer");
  for (let day = -120; day < 0; day += 1) {
    const date = world.calendar.date(day);
    const weekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    for (const company of customers) {
      const orders = Math.round(company.employees * random.int(2, 5) * (weekend ? 0.3 : 1));
      rows.push([
        date,
        company.hubspotId,
        orders,
        orders * random.int(3, 6),
        Math.ceil(company.employees / random.int(8, 14)),
        random.int(1, 90) / 10_000,
      ]);
    }
  }
  return rows;
}
