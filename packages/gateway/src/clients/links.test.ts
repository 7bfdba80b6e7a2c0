import { expect, test } from "vitest";
import type { ClientEntry, ClientInput } from "@sophia-mcp/core/client-config";
import { cursorLink, cursorWebLink, vscodeLink, vscodeWebLink } from "./links.ts";

const entry: ClientEntry = { command: "npx", args: ["-y", "@sophia-mcp/gong"], env: { K: "${env:K}" } };
const inputs: ClientInput[] = [
  { type: "promptString", id: "k", description: "the key (it's Gong's ü)", password: true },
];

test.each([cursorLink, cursorWebLink])("a link of Cursor holds the entry and its name", (link) => {
  const { searchParams } = new URL(link("gong", entry));
  expect(searchParams.get("name")).toBe("gong");
  expect(JSON.parse(Buffer.from(searchParams.get("config") ?? "", "base64").toString())).toEqual(entry);
});

test("Cursor's own scheme is the one that its handler takes", () => {
  expect(cursorLink("gong", entry)).toMatch(/^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?/);
});

test("a link of VS Code holds the entry, its name and the inputs", () => {
  const [path, query = ""] = vscodeLink("gong", entry, inputs).split("?");
  expect(path).toBe("vscode:mcp/install");
  expect(JSON.parse(decodeURIComponent(query))).toEqual({ name: "gong", ...entry, inputs });

  const { searchParams } = new URL(vscodeWebLink("gong", entry, inputs));
  expect(searchParams.get("name")).toBe("gong");
  expect(JSON.parse(searchParams.get("config") ?? "")).toEqual(entry);
  expect(JSON.parse(searchParams.get("inputs") ?? "")).toEqual(inputs);
});

test("a link ends neither a link of Markdown nor an attribute of HTML", () => {
  for (const link of [vscodeLink("gong", entry, inputs), vscodeWebLink("gong", entry, inputs)])
    expect(link).not.toMatch(/[()'"<>\s]/);
});
