import { badRequest } from "./errors.ts";
import type { ObjectType } from "./types.ts";

export type Category = "HUBSPOT_DEFINED" | "USER_DEFINED" | "INTEGRATOR_DEFINED";

/** One kind of association, seen from one of its two sides. */
export type AssociationType = {
  from: string;
  to: string;
  typeId: number;
  inverseId: number;
  label: string | undefined;
  category: Category;
};

type Pair = readonly [from: string, to: string, forward: number, backward: number, label?: string];

const HUBSPOT: readonly Pair[] = [
  ["contacts", "companies", 279, 280],
  ["contacts", "companies", 1, 2, "Primary"],
  ["contacts", "contacts", 449, 449],
  ["contacts", "deals", 4, 3],
  ["contacts", "tickets", 15, 16],
  ["companies", "companies", 450, 450],
  ["companies", "companies", 13, 14, "Child Company"],
  ["companies", "deals", 342, 341],
  ["companies", "deals", 6, 5, "Primary"],
  ["companies", "tickets", 340, 339],
  ["companies", "tickets", 25, 26, "Primary"],
  ["deals", "deals", 451, 451],
  ["deals", "tickets", 27, 28],
  ["deals", "line_items", 19, 20],
  ["deals", "quotes", 63, 64],
  ["quotes", "line_items", 67, 68],
  ["tickets", "tickets", 452, 452],
  ["contacts", "notes", 201, 202],
  ["contacts", "tasks", 203, 204],
  ["contacts", "calls", 193, 194],
  ["contacts", "emails", 197, 198],
  ["contacts", "meetings", 199, 200],
  ["companies", "notes", 189, 190],
  ["companies", "tasks", 191, 192],
  ["companies", "calls", 181, 182],
  ["companies", "emails", 185, 186],
  ["companies", "meetings", 187, 188],
  ["deals", "notes", 213, 214],
  ["deals", "tasks", 215, 216],
  ["deals", "calls", 205, 206],
  ["deals", "emails", 209, 210],
  ["deals", "meetings", 211, 212],
  ["tickets", "notes", 227, 228],
  ["tickets", "tasks", 229, 230],
  ["tickets", "calls", 219, 220],
  ["tickets", "emails", 223, 224],
  ["tickets", "meetings", 225, 226],
];

/** Labels that the company made itself. */
const OWN: readonly Pair[] = [
  ["contacts", "deals", 31, 32, "Decision maker"],
  ["contacts", "deals", 33, 34, "Blocker"],
  ["contacts", "companies", 37, 38, "Billing contact"],
  ["companies", "subscriptions", 41, 42],
  ["deals", "subscriptions", 43, 44],
  ["contacts", "subscriptions", 45, 46],
];

function bothSides(category: Category): (pair: Pair) => AssociationType[] {
  return ([from, to, forward, backward, label]) => {
    const there = { from, to, typeId: forward, inverseId: backward, label, category };
    if (from === to && forward === backward) return [there];
    // The parent-child pair is the one whose two directions carry different labels.
    const inverseLabel = label === "Child Company" ? "Parent Company" : label;
    return [
      there,
      { from: to, to: from, typeId: backward, inverseId: forward, label: inverseLabel, category },
    ];
  };
}

export const ASSOCIATION_TYPES: readonly AssociationType[] = [
  ...HUBSPOT.flatMap(bothSides("HUBSPOT_DEFINED")),
  ...OWN.flatMap(bothSides("USER_DEFINED")),
];

export function typesBetween(from: ObjectType, to: ObjectType): AssociationType[] {
  return ASSOCIATION_TYPES.filter((type) => type.from === from.name && type.to === to.name);
}

export function defaultType(from: ObjectType, to: ObjectType): AssociationType {
  return (
    typesBetween(from, to).find((type) => type.label === undefined) ??
    badRequest(`No default association is defined between ${from.name} and ${to.name}`)
  );
}

export function typeById(
  from: ObjectType,
  to: ObjectType,
  category: unknown,
  typeId: unknown,
): AssociationType {
  const found = typesBetween(from, to).find((type) => type.typeId === typeId && type.category === category);
  return (
    found ??
    badRequest(
      `${String(category)} association type ${String(typeId)} doesn't exist between ${from.name} and ${to.name}`,
      [{ message: "invalid association type", context: { associationTypeId: [String(typeId)] } }],
    )
  );
}
