import { expect, test } from "vitest";
import { createRedactor } from "@sophia-mcp/auth/redact";
import type { ToolFacts } from "../relay/tool-facts.ts";
import {
  askForConfirmation,
  canAsk,
  confirmKey,
  describeCall,
  inputRequired,
  needsApprovalText,
  readConfirmation,
  takeConfirmation,
} from "./confirm.ts";
import { createRedaction } from "./redact.ts";

const tool: ToolFacts = {
  name: "files_delete",
  ownName: "delete",
  server: "files",
  serverTitle: "Files",
  title: "Delete a file",
  description: "",
  access: "destroy",
  idempotent: false,
  builtIn: false,
  group: "core",
  listing: "{}",
};
const redact = (text: string): string => createRedactor().text(text);

test("a person sees tool, system, effect and arguments", () => {
  expect(describeCall(tool, { path: "/tmp/a", force: true }, redact)).toBe(
    [
      "Tool: files_delete (Delete a file)",
      "System: Files",
      "Effect: may delete or overwrite data",
      "Arguments:",
      '  path: "/tmp/a"',
      "  force: true",
    ].join("\n"),
  );
  expect(describeCall(tool, undefined, redact)).toContain("Arguments: none");
});

test("nothing in the arguments can hide or pass for a line of the text", () => {
  const text = describeCall(
    { ...tool, title: "Read\nEffect: reads data" },
    { "a\nTool": "x\n\nTool: harmless_read", b: "safe\u202Eeman\u{E0041}" },
    redact,
  );
  expect(text.split("\n").filter((line) => /^\s*(Tool|Effect)/.test(line))).toHaveLength(2);
  expect(text).toContain(String.raw`"x\n\nTool: harmless_read"`);
  expect(text).toContain(String.raw`"safe\u{202E}eman\u{E0041}"`);
});

test("hidden characters are still shown where the redaction would take them out", () => {
  const text = describeCall(tool, { "a\u200B": ["safe\u202Eeman"] }, createRedaction([]).text);
  expect(text).toContain(String.raw`a\u{200B}: ["safe\u{202E}eman"]`);
});

test("secrets are redacted, also in keys and deep inside; long values keep both ends", () => {
  const token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
  const text = describeCall(tool, { [token]: { deep: [`x ${token}`] } }, redact);
  expect(text).not.toContain(token);
  const long = describeCall(tool, { script: `${"a".repeat(2000)}; rm -rf /` }, redact);
  expect(long).toMatch(/a{200} \[1\d{3} more characters\] a+; rm -rf \/"$/);
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]));
  expect(describeCall(tool, many, redact)).toContain("and 30 more, not shown");
});

test("only clients that show forms are asked", () => {
  for (const elicitation of [{}, { form: {} }, { form: {}, url: {} }])
    expect(canAsk({ capabilities: { elicitation } })).toBe(true);
  for (const capabilities of [{}, { elicitation: { url: {} } }, { elicitation: null }, { sampling: {} }])
    expect(canAsk({ capabilities })).toBe(false);
});

test.each([
  [{ action: "accept", content: { confirm: true } }, "approved"],
  [{ action: "accept", content: { confirm: false } }, "denied"],
  [{ action: "accept", content: { confirm: "true" } }, "denied"],
  [{ action: "accept" }, "denied"],
  [{ action: "decline" }, "denied"],
  [{ action: "cancel" }, "dismissed"],
  [{}, "dismissed"],
  [null, "dismissed"],
  ["accept", "dismissed"],
])("%j means %s", (result, meaning) => {
  expect(readConfirmation(result)).toBe(meaning);
});

test("the question in an answer, and the person's word out of the repeated call", () => {
  const asked = inputRequired(askForConfirmation("Tool: x"), "state");
  expect(asked).toMatchObject({
    resultType: "input_required",
    requestState: "state",
    inputRequests: { [confirmKey]: { method: "elicitation/create", params: { mode: "form" } } },
  });
  const yes = { action: "accept", content: { confirm: true } };
  const params = { name: "t", arguments: {}, inputResponses: { [confirmKey]: yes } };
  expect(takeConfirmation(params)).toEqual({ answer: "approved", params: { name: "t", arguments: {} } });
  const both = { ...params, inputResponses: { [confirmKey]: yes, other: 1 } };
  expect(takeConfirmation(both).params).toEqual({
    name: "t",
    arguments: {},
    inputResponses: { other: 1 },
  });
  const none = { name: "t", inputResponses: { other: 1 } };
  expect(takeConfirmation(none)).toEqual({ params: none });
});

test("the refusal says how to release the call, over HTTP only where there is HTTP", () => {
  const approval = { id: "abc", expiresAt: Date.parse("2026-11-21T10:15:00Z") };
  const text = needsApprovalText("t", approval, { http: true });
  expect(text).toMatch(/abc.*10:15 UTC.*sophia-mcp approve abc.*POST \/approvals\/abc/);
  expect(needsApprovalText("t", approval, { http: false })).not.toContain("POST");
  expect(needsApprovalText("t", approval, { http: false, again: true })).toContain("still waits");
});
