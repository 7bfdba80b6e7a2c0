import { expect, test } from "vitest";
import { merged } from "./search-rank.ts";
import type { Found } from "./search-rows.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const dayMs = 86_400_000;
const row = (title: string, more: Partial<Found> = {}): Found => ({ system: "a", title, about: "", ...more });
const titles = (...lists: Found[][]) => merged(lists, "Marlow rollout", now).map(({ title }) => title);

test("words of the question count more than the place in a list", () => {
  expect(titles([row("Something else"), row("Rollout of Marlow")], [row("Marlow")])).toEqual([
    "Rollout of Marlow",
    "Marlow",
    "Something else",
  ]);
});

test("words beside the title count, but for less", () => {
  expect(titles([row("Plan", { about: "Marlow rollout" })], [row("Marlow rollout")])).toEqual([
    "Marlow rollout",
    "Plan",
  ]);
});

test("of two that fit alike the newer stands first", () => {
  const old = row("Marlow A", { updated: now - 300 * dayMs });
  const fresh = row("Marlow B", { updated: now - dayMs, system: "b" });
  expect(titles([old], [fresh])).toEqual(["Marlow B", "Marlow A"]);
});

test("what has the same address is one, and stands higher for being found twice", () => {
  const page = row("Plan A", { url: "https://www.notion.so/plan/", system: "notion" });
  const same = row("Chunk of plan A", { url: "https://notion.so/plan", system: "pinecone" });
  expect(titles([row("Plan B")], [page], [same])).toEqual(["Plan A", "Plan B"]);
});

test("without an address the same title of the same system is one", () => {
  expect(titles([row("Call"), row("Call"), row("Call", { system: "b" })])).toHaveLength(2);
});
