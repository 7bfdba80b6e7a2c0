import type { WorkItem } from "../world/work.ts";
import { gidFor } from "./gids.ts";
import type { AsanaState, CustomField, FieldValue } from "./state.ts";

const PRIORITIES = ["Urgent", "High", "Medium", "Low"] as const;
const PRODUCTS = ["Flow", "Insight", "Edge"] as const;

const field = (
  name: string,
  type: CustomField["type"],
  description: string,
  options: readonly string[] = [],
): CustomField => ({
  gid: gidFor("field", name),
  name,
  type,
  description,
  options: options.map((label, index) => ({
    gid: option(name, label),
    name: label,
    color: ["red", "orange", "yellow", "blue"][index] ?? "green",
    enabled: true,
  })),
});

const option = (fieldName: string, label: string): string => gidFor("option", `${fieldName}:${label}`);

export function seedFields(): CustomField[] {
  return [
    field("Priority", "enum", "How soon it must be done", PRIORITIES),
    { ...field("Estimate", "number", "Points", []), precision: 0 },
    field("Work key", "text", "The key that engineering uses, such as EDG-27"),
    field("Products", "multi_enum", "Products that the work touches", PRODUCTS),
    field("Promised on", "date", "What the customer was told"),
    field("Reviewers", "people", "Who looks at it before it is done"),
    { ...field("Points open", "number", "Estimate of what is not done; a formula"), readOnly: true },
  ];
}

const PRODUCT_OF: Readonly<Record<string, readonly string[]>> = {
  flow4: ["Flow"],
  edge: ["Edge"],
  insight: ["Insight"],
  access: ["Flow", "Insight"],
};

export function valuesOf(state: AsanaState, item: WorkItem): Map<string, FieldValue> {
  const lead = state.world.people.find(({ key }) => key === item.creatorKey)?.asanaGid;
  const values: Record<string, FieldValue> = {
    Priority: option("Priority", PRIORITIES[item.priority - 1] ?? "Low"),
    Estimate: item.estimate,
    "Work key": item.key,
    Products: (PRODUCT_OF[item.projectKey] ?? []).map((name) => option("Products", name)),
    "Promised on": item.dealKey && item.dueDate ? { date: item.dueDate } : null,
    Reviewers: item.state === "in_review" && lead ? [lead] : [],
    "Points open": item.completedAt === undefined ? item.estimate : 0,
  };
  return new Map(Object.entries(values).map(([name, value]) => [gidFor("field", name), value]));
}
