import { expect, test } from "vitest";
import { parseFilters, vendorFilter } from "./filters.ts";

const read = (...lines: string[]) => parseFilters(lines).map((group) => group.map(vendorFilter));

test("reads every form", () => {
  expect(
    read("amount>=1000", "Deal stage = Contract out", "closedate between 2026-01-01 and 2026-03-31"),
  ).toEqual([
    [
      { propertyName: "amount", operator: "GTE", value: "1000" },
      { propertyName: "Deal stage", operator: "EQ", value: "Contract out" },
      { propertyName: "closedate", operator: "BETWEEN", value: "2026-01-01", highValue: "2026-03-31" },
    ],
  ]);
  expect(read("lifecyclestage in lead, customer", "phone is not set", "name not contains test")).toEqual([
    [
      { propertyName: "lifecyclestage", operator: "IN", values: ["lead", "customer"] },
      { propertyName: "phone", operator: "NOT_HAS_PROPERTY" },
      { propertyName: "name", operator: "NOT_CONTAINS_TOKEN", value: "test" },
    ],
  ]);
});

test("OR begins a group, and HubSpot's limits are named", () => {
  expect(read("a = 1", "OR", "b = 2", "c = 3")).toHaveLength(2);
  expect(() =>
    parseFilters(["a=1", "OR", "a=1", "OR", "a=1", "OR", "a=1", "OR", "a=1", "OR", "a=1"]),
  ).toThrow(/5 groups/);
  expect(() => parseFilters(Array.from({ length: 7 }, () => "a = 1"))).toThrow(/6 filters/);
});

test("says which forms there are", () => {
  for (const line of ["amount", "amount =", "closedate between 2026-01-01", "phone is set now"]) {
    expect(() => parseFilters([line])).toThrow(/was not understood\. Forms:/);
  }
});
