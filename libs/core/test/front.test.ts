import { expect, test } from "vitest";
import { createManifest } from "../src/record.ts";
import { createFront } from "../src/front.ts";
import demo from "./demo.ts";

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const message = (id: number, method: string, params?: object) => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params ? { params } : {}),
});
const initialize = (protocolVersion: unknown) =>
  message(1, "initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "t", version: "1" } });

const manifest = await createManifest(demo);
const front = () =>
  createFront(
    manifest,
    manifest.tools.map((tool) => tool.listing),
  );

test("echoes every legacy revision it knows and answers an unknown one with the newest", () => {
  for (const [asked, given] of [
    ["2024-11-05", "2024-11-05"],
    ["2025-06-18", "2025-06-18"],
    ["1999-01-01", "2025-11-25"],
  ]) {
    const line = front().answer(initialize(asked));
    expect(JSON.parse(line ?? "")).toMatchObject({
      result: { protocolVersion: given, serverInfo: { name: "sophia-mcp-demo" } },
    });
  }
});

test("leaves to the server whatever it does not know in full", () => {
  const cases = [
    message(1, "tools/list"),
    message(1, "tools/call", { name: "x" }),
    initialize(7),
    message(1, "tools/list", { _meta: { ...meta, "io.modelcontextprotocol/protocolVersion": "2027-01-01" } }),
    message(1, "tools/list", { _meta: { ...meta, "io.modelcontextprotocol/clientCapabilities": null } }),
    message(1, "tools/list", { _meta: { ...meta, "x/extra": 1 } }),
    message(1, "tools/list", { _meta: meta, cursor: "x" }),
    { jsonrpc: "2.0", method: "notifications/initialized" },
  ];
  for (const one of cases) expect(front().answer(one), JSON.stringify(one)).toBeUndefined();
});

test("never mixes the eras", () => {
  const legacy = front();
  legacy.answer(initialize("2025-11-25"));
  expect(legacy.answer(message(2, "tools/list", { _meta: meta }))).toBeUndefined();
  const modern = front();
  expect(modern.answer(message(1, "tools/list", { _meta: meta }))).toBeDefined();
  expect(modern.answer(initialize("2025-11-25"))).toBeUndefined();
});

test("keeps what it answered for the server to see, and stops before that grows", () => {
  const busy = front();
  busy.answer(initialize("2025-11-25"));
  let answered = 0;
  while (busy.answer(message(answered + 2, "ping")) !== undefined) answered++;
  expect(busy.replay).toHaveLength(answered + 1);
  expect(answered).toBeLessThan(100);
});
