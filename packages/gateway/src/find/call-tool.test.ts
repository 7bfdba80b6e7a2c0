import { errorMetaKey } from "@sophia-mcp/core/error-result";
import { toolListing } from "@sophia-mcp/core/surface";
import linear from "@sophia-mcp/linear";
import { beforeEach, describe, expect, test } from "vitest";
import { callTool } from "./call-tool.ts";
import { describeTools } from "./describe-tools.ts";
import { factsOf } from "../../test/fixtures/facts.ts";
import type { CallAnswer, FindContext, GatewayTool } from "./gateway-tool.ts";
import { caller } from "../../test/fixtures/nine.ts";

const tools = factsOf(linear);
/** With everything that this gateway need not know. */
const answer: CallAnswer = {
  content: [{ type: "audio", data: "AAAA", mimeType: "audio/wav", annotations: { priority: 1 } }],
  structuredContent: { rows: [{ a: null }] },
  isError: true,
  _meta: { "example.com/x": [1] },
};

let sent: unknown[];
beforeEach(() => {
  sent = [];
});

function run(tool: GatewayTool, args: unknown, signal = new AbortController().signal): Promise<CallAnswer> {
  const context: FindContext = {
    tools,
    servers: [],
    caller,
    signal,
    async call(name, given, options) {
      sent.push({ name, given, options });
      return answer;
    },
  };
  return tool.run(args, context);
}

const textOf = ({ content }: CallAnswer): string => String(content[0]?.text);

describe("call_tool", () => {
  test("calls with the arguments as they are, and gives the very answer back", async () => {
    const { signal } = new AbortController();
    const given = { title: "x", unknown_key: { deep: [1, null] } };
    expect(await run(callTool, { name: "linear_create_issue", arguments: given }, signal)).toBe(answer);
    expect(sent).toEqual([{ name: "linear_create_issue", given, options: { signal } }]);
  });

  test("takes no arguments for none, and arguments that a client sent as text", async () => {
    await run(callTool, { name: "linear_get_me" });
    await run(callTool, { name: "linear_get_issue", arguments: '{"issue":"ENG-1"}' });
    expect(sent).toMatchObject([{ given: {} }, { given: { issue: "ENG-1" } }]);
  });

  test.each([
    [{}, /"name" is missing \(Name, as search_tools gives it\)/],
    [{ name: "linear_create_isue" }, /Did you mean linear_create_issue\?/],
    [{ name: "call_tool" }, /No tool is called "call_tool"/],
    [{ name: "linear_get_me", arguments: [1] }, /"arguments"/],
    [{ name: "linear_get_me", args: {} }, /unknown key "args"; did you mean "name"\?|unknown key "args"/],
    ["linear_get_me", /arguments must be an object/],
  ])("%j is refused before anything is called", async (args, wording) => {
    const refused = await run(callTool, args);
    expect(refused.isError).toBe(true);
    expect(refused._meta?.[errorMetaKey]).toMatchObject({ kind: "input", retryable: false });
    expect(textOf(refused)).toMatch(wording);
    expect(sent).toEqual([]);
  });
});

describe("describe_tools", () => {
  test("gives the arguments' schema as the server lists it", async () => {
    const lines = textOf(
      await run(describeTools, { names: ["linear_get_issue", "linear_delete_issue"] }),
    ).split("\n");
    const listed = ["linear_get_issue", "linear_delete_issue"].map((name) => {
      const tool = linear.tools.find((one) => one.name === name);
      expect(tool).toBeDefined();
      const { title, description, inputSchema } = toolListing(tool as (typeof linear.tools)[number]);
      return { name, title, access: tool?.access, description, inputSchema };
    });
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(listed);
  });

  test("names the nearest for what it does not know, beside the others", async () => {
    const lines = textOf(await run(describeTools, { names: ["linear_get_isue", "linear_get_me"] })).split(
      "\n",
    );
    expect(lines[0]).toContain("Did you mean linear_get_issue?");
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ name: "linear_get_me", access: "read" });
  });

  test.each([
    [{ names: [] }, /"names"/],
    [{ names: Array.from({ length: 11 }, (_, i) => `t${i}`) }, /"names"/],
    [{}, /"names" is missing/],
  ])("%j is refused", async (args, wording) => {
    const refused = await run(describeTools, args);
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toMatch(wording);
  });
});
