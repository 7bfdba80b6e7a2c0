import { expect, test } from "vitest";
import { both, theOne, unlabel } from "./names.ts";

test("what an answer showed is read back", () => {
  expect(unlabel(both("Edge [old]", "123"))).toBe("123");
  expect(unlabel(both("", "123"))).toBe("123");
  expect(unlabel("Ada Lovelace <ada@example.com>")).toBe("ada@example.com");
  expect(unlabel(" Ada Lovelace ")).toBe("Ada Lovelace");
  expect(unlabel("Plan [draft]", /^\d+$/)).toBe("Plan [draft]");
  expect(unlabel("[draft]")).toBe("[draft]");
});

interface Team {
  id: string;
  name: string;
}
const teams: Team[] = [
  { id: "1", name: "Edge" },
  { id: "2", name: "Edge" },
  { id: "3", name: "Flow" },
];
const choice = {
  what: "team",
  name: (team: Team) => team.name,
  show: (team: Team) => both(team.name, team.id),
  known: teams,
};

test("one that fits is answered", () => {
  expect(theOne("Flow", teams.slice(2), choice)).toBe(teams[2]);
});

test("several that fit are named in a form that may be passed back", () => {
  expect(() => theOne("Edge", teams.slice(0, 2), choice)).toThrow(
    '"Edge" fits several: pass one of Edge [1], Edge [2].',
  );
});

test("a closed set is named, an open one has a hint", () => {
  expect(() => theOne("Flwo", [], choice)).toThrow(
    'No team is called "Flwo". Did you mean "Flow"? Accepted: Edge [1], Edge [2], Flow [3].',
  );
  expect(() => theOne("Sales", [], { ...choice, hint: "list_teams lists them." })).toThrow(
    'No team is called "Sales". Known: Edge [1], Edge [2], Flow [3]. list_teams lists them.',
  );
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, name: "Edge" }));
  expect(() => theOne("Edgy", [], { ...choice, known: many, hint: "list_teams lists them." })).toThrow(
    'No team is called "Edgy". Did you mean "Edge"? list_teams lists them.',
  );
  expect(() => theOne("Sales", [], { ...choice, known: [] })).toThrow("Accepted: none.");
});

test("long names and long sets stay short", () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, name: "x" }));
  expect(() => theOne("x".repeat(5000), many, { ...choice, known: many })).toThrow(
    /^"x{100}" fits several: pass one of x \[0\].*x \[19\], and 10 more\.$/,
  );
});
