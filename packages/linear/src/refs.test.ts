import { expect, test } from "vitest";
import { issueRef, since, slugOf, unlabel, unlabelTeam, until } from "./refs.ts";

test.each([
  ["eng-123", "ENG-123"],
  ["https://linear.app/acme/issue/ENG-123/a-title?x=1", "ENG-123"],
  ["Night batch [EDG-31]", "EDG-31"],
  ["FB74B9D6-7F00-400E-ADC6-1F258DE51C3C", "fb74b9d6-7f00-400e-adc6-1f258de51c3c"],
])("%s is an issue", (given, ref) => {
  expect(issueRef(given)).toBe(ref);
});

test.each(["ENG", "123", "ENG-", "../ENG-1", 'ENG-1") { id } }', "https://elsewhere.example/ENG-1"])(
  "%s is none",
  (given) => {
    expect(() => issueRef(given)).toThrow(/is no issue/);
  },
);

test.each([
  ["2w", "-P2W"],
  ["1d ago", "-P1D"],
  ["12h", "-PT12H"],
  ["90m", "-PT90M"],
  ["1y", "-P1Y"],
  ["2026-11-30", "2026-11-30T00:00:00.000Z"],
  ["2026-11-30T09:00:00+01:00", "2026-11-30T08:00:00.000Z"],
])("since %s", (given, expected) => {
  expect(since("updated_since", given)).toBe(expected);
});

test.each([
  ["+7d", "P7D"],
  ["12h", "PT12H"],
  ["2w", "P2W"],
  ["2026-11-30", "2026-11-30"],
])("until %s", (given, expected) => {
  expect(until("due_before", given)).toBe(expected);
});

test.each(["soon", "2026-13-45", "7", "P1D", "3m"])("%s is no date to come", (given) => {
  expect(() => until("due_before", given)).toThrow(/"due_before"/);
});

test.each(["soon", "2026-13-45", "7", "P1D"])("%s is no time", (given) => {
  expect(() => since("updated_since", given)).toThrow(/"updated_since"/);
});

test("links of projects, documents and initiatives end in their slug", () => {
  expect(slugOf("https://linear.app/acme/project/edge-reliability-5104d378e4cf/overview")).toBe(
    "5104d378e4cf",
  );
  expect(slugOf("https://linear.app/acme/document/5104d378e4cf")).toBe("5104d378e4cf");
  expect(slugOf("Edge reliability")).toBeUndefined();
});

test("what an answer showed as name and id is read as the id", () => {
  const id = "3e820b3d-c5a8-467f-a573-b6b4a23bc286";
  expect(unlabel(`In Review [${id}]`)).toBe(id);
  expect(unlabel("Amara Nwosu <amara@tessalane.example>")).toBe("amara@tessalane.example");
  expect(unlabelTeam("Edge [EDG]")).toBe("EDG");
  for (const name of ["[urgent] fix", "Launch [Q4]", "a < b"]) expect(unlabel(name)).toBe(name);
});
