import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@sophia-mcp/core/errors";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import schema from "../../automations.schema.json" with { type: "json" };
import { problemsOf } from "../config/schema.ts";
import { parseAutomations } from "./document.ts";
import { shippedFolder } from "./shipped.ts";

const accepts = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const good = `automations:
  one:
    trigger: gong.call
    inputs:
      channel: { env: CHANNEL, default: "#sales" }
    steps:
      - id: call
        tool: gong_get_call
        arguments: { call: "\${{ trigger.call_id }}" }
      - id: post
        when: steps.call.minutes > 1
        tool: slack_send_message
        arguments:
          to: \${{ inputs.channel }}
          text: \${{ steps.call.title }}
`;

/** What is said about the text, with the file's name in front taken off. */
function said(text: string): string {
  try {
    parseAutomations(text, "a.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return "";
}

const changed = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

test("the example is good, for us and for the published schema", () => {
  expect(said(good)).toBe("");
  expect(accepts(parse(good))).toBe(true);
});

test.each([
  [
    "a key that is misspelt",
    changed("trigger:", "triger:"),
    /^a\.yaml:3:5: automations\.one\.triger: unknown key\. Did you mean "trigger"\?/m,
  ],
  [
    "a trigger that there is not",
    changed("gong.call\n", "gong.email\n"),
    /^a\.yaml:3:14: automations\.one\.trigger: "gong\.email" is not accepted\. Accepted: gong\.call, gong\.call\.test, manual/,
  ],
  [
    "a key of a step",
    changed("        when:", "        wenn:"),
    /^a\.yaml:11:9: automations\.one\.steps\[1\]\.wenn: unknown key\. Did you mean "when"\?/,
  ],
  [
    "a step without a tool",
    changed("        tool: gong_get_call\n", ""),
    /^a\.yaml:7:9: automations\.one\.steps\[0\]: "tool" is missing/,
  ],
  [
    "an id that expressions cannot name",
    changed("id: call", "id: Call-1"),
    /^a\.yaml:7:13: .*steps\[0\]\.id: is not accepted/,
  ],
  [
    "two steps with one id",
    changed("id: post", "id: call"),
    /^a\.yaml:10:13: .*an earlier step has this id already/,
  ],
  ["no steps", "automations: { one: { trigger: manual, steps: [] } }", /steps: is empty/],
  [
    "a name with capitals",
    changed("  one:", "  One:"),
    /^a\.yaml:2:3: automations\.One: a name has small letters/,
  ],
  [
    "a variable that there is not",
    changed("steps.call.title", "step.call.title"),
    /^a\.yaml:15:17: automations\.one\.steps\[1\]\.arguments\.text: .*Unknown variable: step\. Did you mean steps\?/,
  ],
  [
    "a step that comes later",
    changed("trigger.call_id", "steps.post.url"),
    /^a\.yaml:9:28: .*steps\.post is not an earlier step\. There are none/,
  ],
  [
    "a step that is misspelt",
    changed("steps.call.minutes", "steps.cal.minutes"),
    /^a\.yaml:11:15: .*steps\.cal is not an earlier step\. Did you mean call\?/,
  ],
  [
    "an input that is misspelt",
    changed("inputs.channel", "inputs.chanel"),
    /^a\.yaml:14:15: .*inputs\.chanel is not an input\. Did you mean channel\?/,
  ],
  [
    "an expression in marks where it stands by itself",
    changed("steps.call.minutes > 1", "${{ steps.call.minutes > 1 }}"),
    /^a\.yaml:11:15: .*without \$\{\{ \}\}/,
  ],
  [
    "a bracket that is open",
    changed("steps.call.minutes > 1", "(steps.call.minutes > 1"),
    /^a\.yaml:11:15: .*Expected RPAREN/,
  ],
  [
    "YAML with a tag by mistake",
    changed("steps.call.minutes > 1", "!steps.call.ok"),
    /^a\.yaml:11:15: not YAML: .*A text that begins with "!" needs quotes/,
  ],
  [
    "YAML with a colon in a text",
    changed("steps.call.minutes > 1", 'x == "a: b"'),
    /^a\.yaml:11:15: not YAML: .*A text with ": " in it needs quotes/,
  ],
  [
    "YAML that is indented wrongly",
    changed("        tool: slack", "       tool: slack"),
    /^a\.yaml:1[012]:\d+: not YAML/,
  ],
  [
    "a key that stands twice",
    changed("    steps:", "    trigger: manual\n    steps:"),
    /^a\.yaml:6:5: not YAML: Map keys must be unique/,
  ],
  [
    "aliases that multiply",
    `a: &a [x,x]\n${Array.from(
      { length: 9 },
      (_, i) =>
        `b${i}: &b${i} [${Array(9)
          .fill(i === 0 ? "*a" : `*b${i - 1}`)
          .join(",")}]`,
    ).join("\n")}`,
    /not YAML: .*alias/i,
  ],
  ["an empty file", "", /^a\.yaml:1:1: \(file\): "automations" is missing/],
  ["a list", "- 1", /a list is not accepted\. Accepted: an object/],
  [
    "a wrong retry",
    changed("        when: steps.call.minutes > 1", "        retry: { attempts: 0 }"),
    /retry\.attempts: 0 is not accepted\. Accepted: a (whole )?number from 1 to 20/,
  ],
])("%s is answered with its place and what is accepted", (_name, text, expected) => {
  expect(said(text)).toMatch(expected);
});

test("all problems of a file are said at once", () => {
  const text = changed("steps.call.title", "stepz").replace("inputs.channel", "inputs.x");
  expect(said(text).split("\n")).toHaveLength(2);
});

test("keys that mean something to JavaScript have no effect", () => {
  const text = `${good}  __proto__:\n    trigger: manual\n    polluted: true\n    steps: []\n`;
  expect(said(text)).toMatch(/__proto__/);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("the schema uses no word that our validator does not know, and both judge alike", () => {
  const cases = [good, changed("id: call", "id: 7"), changed("gong.call\n", "x\n"), "automations: 1", "{}"];
  for (const text of cases) {
    const value: unknown = parse(text);
    expect(problemsOf(value, schema).length === 0, text).toBe(accepts(value));
  }
});

test("the package ships the schema and the automations, which the schema accepts", () => {
  const { files } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
    files: string[];
  };
  expect(files).toEqual(expect.arrayContaining(["automations", "automations.schema.json"]));
  for (const name of ["call-summary", "crm-change", "deal-follow-up", "next-steps-to-asana"]) {
    expect(accepts(parse(readFileSync(join(shippedFolder(), `${name}.yaml`), "utf8"))), name).toBe(true);
  }
});
