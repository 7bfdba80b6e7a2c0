import { expect, test } from "vitest";
import { flagDocs, parseFlags } from "./flags.ts";

const parse = (argv: string[], env: Record<string, string> = {}) =>
  parseFlags(argv, env, { "--base-url": "base_url" });

test("reads flags in both spellings, lists, optional values and settings", () => {
  expect(
    parse(["--read-only", "--tools", "a,b", "--groups=x", "--http", "9000", "--base-url", "http://h"]),
  ).toMatchObject({
    readOnly: true,
    tools: ["a", "b"],
    groups: ["x"],
    http: 9000,
    settings: { base_url: "http://h" },
  });
  expect(parse(["--http", "--sandbox"])).toMatchObject({ http: 8080, sandbox: true });
});

test("every flag has a variable, and a flag wins over it", () => {
  expect(
    parse([], { SOPHIA_READ_ONLY: "1", SOPHIA_GROUPS: "a", SOPHIA_HTTP: "true", SOPHIA_SANDBOX: "yes" }),
  ).toMatchObject({
    readOnly: true,
    groups: ["a"],
    http: 8080,
    sandbox: true,
  });
  expect(parse(["--groups", "b"], { SOPHIA_GROUPS: "a" }).groups).toEqual(["b"]);
  expect(new Set(flagDocs.map((doc) => doc.env)).size).toBe(flagDocs.length);
  expect(parse([], { SOPHIA_HTTP: "0" }).http).toBe(0);
});

test.each([
  [["--redonly"], {}, /Unknown flag --redonly\. Did you mean --read-only\? Accepted: --help/],
  [["--http", "99999"], {}, /--http: "99999" is not a port\. Accepted: 0 .* to 65535/],
  [["--config-for", "emacs"], {}, /Accepted: cursor, claude, claude-code, vscode/],
  [["--tools"], {}, /--tools needs a value: a,b/],
  [
    [],
    { SOPHIA_READ_ONLY: "perhaps" },
    /SOPHIA_READ_ONLY: "perhaps" is not accepted\. Accepted: true, false/,
  ],
  [["stray"], {}, /Unknown flag stray/],
] as const)("%j with %j names what is accepted", (argv, env, wording) => {
  expect(() => parse([...argv], env)).toThrow(wording);
});
