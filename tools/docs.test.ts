import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { loadConfig } from "@sophia-mcp/gateway/config/load";
import { helpText } from "@sophia-mcp/gateway/help";
import { expect, test } from "vitest";
import { configReference } from "./docs-config.ts";
import { blocksOf, entriesOf } from "./readme-blocks.ts";

const root = resolve(import.meta.dirname, "..");
const pages = globSync(["*.md", "docs/*.md", "docker/*.md", "packages/*/README.md"], { cwd: root }).sort();
const text = (page: string): string => readFileSync(join(root, page), "utf8");

/** As GitHub makes it of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .trim()
    .replaceAll(/\s/g, "-");

const anchors = (page: string): string[] =>
  [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchor(heading));

test.each(pages)("every link of %s leads somewhere", (page) => {
  const prose = text(page).replaceAll(/^```[\s\S]*?^```$/gm, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
  const dead = links.filter((to) => {
    if (/^https?:/.test(to)) return false;
    const [path = "", fragment] = to.split("#");
    const target = path === "" ? join(root, page) : resolve(root, dirname(page), path);
    if (!existsSync(target)) return true;
    // `#readme` is the page of a folder.
    if (fragment === undefined || fragment === "readme") return false;
    return !anchors(target.slice(root.length + 1)).includes(fragment);
  });
  expect(dead).toEqual([]);
});

test.each(["README.md", "docs/operations.md", "packages/gateway/README.md"])(
  "every configuration that %s shows is understood by the gateway",
  async (page) => {
    const folder = mkdtempSync(join(tmpdir(), "docs-config-"));
    try {
      const shown = blocksOf(text(page)).filter(
        ({ language, text }) => language === "json" && /"(builtIns|profiles|audit)"/.test(text),
      );
      expect(shown.length).toBeGreaterThan(0);
      for (const { text } of shown) {
        const file = join(folder, "gateway.json");
        writeFileSync(file, text);
        const { servers, profiles } = await loadConfig({ file, env: {}, cwd: folder, home: folder });
        expect(servers.filter(({ kind }) => kind === "broken")).toEqual([]);
        const known = servers.map(({ name }) => name);
        const given = Object.keys((JSON.parse(text) as { profiles?: object }).profiles ?? {});
        for (const name of given)
          expect(known).toEqual(expect.arrayContaining([...(profiles[name]?.servers ?? [])]));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test.each(["README.md", "docs/operations.md", "packages/gateway/README.md"])(
  "%s names only commands that there are",
  (page) => {
    const help = helpText();
    const used = text(page).matchAll(/(?:sophia-mcp|@sophia-mcp\/gateway) ([a-z]+)\b/g);
    for (const [, command = ""] of used)
      expect(help).toContain(`sophia-mcp ${command === "serve" ? "[serve]" : command}`);
  },
);

/** The keys of every object that a schema describes, however deep. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = Object.keys((schema as { properties?: object }).properties ?? {});
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

test("the reference explains every object of the configuration, with an example of every key", () => {
  const reference = configReference();
  expect(reference.match(/^### /gm)).toHaveLength(11);
  const keys = [...reference.matchAll(/^\| `([$\w]+)` \|/gm)].map(([, key]) => key);
  const schema: unknown = JSON.parse(text("packages/gateway/config.schema.json"));
  expect(keys).toEqual(expect.arrayContaining(keysOf(schema)));
});

test("blocks are found with their lines, and entries in whichever client's form", () => {
  const page = "a\n\n```sh\nfirst\nsecond\n```\n\n```json\n{}\n```\n";
  expect(blocksOf(page)).toEqual([
    { language: "sh", text: "first\nsecond", line: 4 },
    { language: "json", text: "{}", line: 9 },
  ]);
  const entry = { command: "npx", args: ["-y"], env: { A: "1" } };
  for (const key of ["mcpServers", "servers"])
    expect(entriesOf(JSON.stringify({ [key]: { x: entry } }))).toEqual({ x: entry });
});
