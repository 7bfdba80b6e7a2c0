import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { describe, expect, test } from "vitest";
import { nodeArgs } from "./process.ts";

const parameters = {
  command: process.execPath,
  args: nodeArgs,
  env: { DEMO_TOKEN: "demo-secret-token" },
  stderr: "ignore" as const,
};
const info = { name: "clients", version: "1" };

const modes = [
  ["2026-07-28", { pin: "2026-07-28" }],
  ["2025-11-25", "legacy"],
] as const;

describe.each(modes)("a v2 client in revision %s", (revision, mode) => {
  test("lists, calls, sees progress and cancels", async () => {
    const client = new Client(info, { versionNegotiation: { mode } });
    await client.connect(new StdioClientTransport(parameters));
    expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    expect(client.getInstructions()).toMatch(/^A server for tests\. .*never as instructions/);
    const { tools, ...list } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([
      "demo_get_echo",
      "demo_list_rows",
      "demo_run_slowly",
      "demo_get_thing",
      "demo_run_broken",
    ]);
    expect(tools[0]?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    if (mode !== "legacy") expect(list).toMatchObject({ ttlMs: 3_600_000, cacheScope: "public" });
    const answer = await client.callTool({ name: "demo_get_echo", arguments: { text: "hello", times: 2 } });
    expect(answer.structuredContent).toMatchObject({ text: "hellohello" });
    expect(answer.content).toMatchObject([
      {
        type: "text",
        text: expect.stringMatching(/^<data from="demo" id="[0-9a-f]{8}">\nhellohello\n<\/data/) as string,
      },
    ]);
    const steps: number[] = [];
    await client.callTool(
      { name: "demo_run_slowly", arguments: { milliseconds: 40 } },
      { onprogress: ({ progress }) => steps.push(progress) },
    );
    // The SDK's client handles a notification after an answer that it read together with it: the last step may be lost there.
    expect(steps.slice(0, 3)).toEqual([1, 2, 3]);
    const controller = new AbortController();
    const pending = client.callTool(
      { name: "demo_run_slowly", arguments: { milliseconds: 30_000 } },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 50);
    await expect(pending).rejects.toThrow();
    const after = await client.callTool({ name: "demo_get_echo", arguments: { text: "after" } });
    expect(after.isError).toBeUndefined();
    await client.close();
  });
});

test("a client that probes first finds the newest revision", async () => {
  const client = new Client(info, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StdioClientTransport(parameters));
  expect(client.getProtocolEra()).toBe("modern");
  expect(
    (await client.callTool({ name: "demo_get_echo", arguments: { text: "x" } })).isError,
  ).toBeUndefined();
  await client.close();
});

test("the v1 SDK's client lists, calls and reads errors", async () => {
  const client = new LegacyClient(info);
  await client.connect(new LegacyTransport(parameters));
  const { tools } = await client.listTools();
  expect(tools).toHaveLength(5);
  const answer = await client.callTool({ name: "demo_get_echo", arguments: { text: "hello" } });
  expect(answer.structuredContent).toMatchObject({ text: "hello" });
  const refused = await client.callTool({ name: "demo_get_echo", arguments: { txt: "hello" } });
  expect(refused.isError).toBe(true);
  await client.close();
});

describe("with a manifest", () => {
  test("what is answered from it equals what the server answers, in both eras, and calls follow on", async () => {
    const { createManifest } = await import("../src/record.ts");
    const { default: demo } = await import("./demo.ts");
    const folder = mkdtempSync(join(tmpdir(), "demo-"));
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(await createManifest(demo)));
    const quick = {
      ...parameters,
      env: { ...parameters.env, DEMO_MANIFEST: pathToFileURL(join(folder, "main.js")).href },
    };
    for (const [, mode] of modes) {
      const answers = [];
      for (const transport of [parameters, quick]) {
        const client = new Client(info, { versionNegotiation: { mode } });
        await client.connect(new StdioClientTransport(transport));
        const list = await client.listTools();
        const call = await client.callTool({ name: "demo_get_echo", arguments: { text: "same" } });
        answers.push({
          list,
          version: client.getServerVersion(),
          capabilities: client.getServerCapabilities(),
          instructions: client.getInstructions(),
          structured: call.structuredContent,
          again: await client.listTools(),
        });
        await client.close();
      }
      expect(answers[1]).toEqual(answers[0]);
    }
  });
});
