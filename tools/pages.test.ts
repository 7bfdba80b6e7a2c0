import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadServers } from "./definitions.ts";
import { clientSnippets, credentialTable } from "./docs-package.ts";
import { isServer, packageFile, published } from "./metadata.ts";

const page = (name: string): string =>
  readFileSync(packageFile(name).replace("package.json", "README.md"), "utf8");
const headings = (text: string): string[] =>
  [...text.matchAll(/^##+ (.+)$/gm)].map(([, title = ""]) => title);

const sections = [
  "Try it without an account",
  "Set it up",
  "In your client",
  "Tools",
  "Settings",
  "Limits",
  "When something does not work",
  "What is inside",
];
const generated = ["install", "credentials", "clients", "tools", "settings", "flags", "inside"];

test.each(published().filter((name) => isServer(name) && name !== "gateway"))(
  "the page of %s says what all the others say, in the same order",
  (name) => {
    const text = page(name);
    expect(headings(text).filter((title) => sections.includes(title))).toEqual(sections);
    for (const part of generated) expect(text, part).toContain(`<!-- ${part} -->\n\n`);
    // What it does, in two lines.
    expect(text.split("\n\n")[1]?.split("\n")).toHaveLength(2);
  },
);

test("the page of the gateway has the same sections in the same order, with parts of its own", () => {
  const text = page("gateway");
  expect(headings(text).filter((title) => sections.includes(title))).toEqual(sections);
  for (const part of ["install", "systems", "clients", "profiles", "inside"])
    expect(text, part).toContain(`<!-- ${part} -->\n\n`);
  expect(text.split("\n\n")[1]?.split("\n")).toHaveLength(2);
});

test.each(["gateway", "sandbox"])("the page of %s says what can go wrong, and what is inside", (name) => {
  const titles = headings(page(name));
  expect(titles).toEqual(expect.arrayContaining(["When something does not work", "What is inside"]));
  expect(titles.some((title) => ["Limits", "What it is not"].includes(title))).toBe(true);
});

test("a snippet for each client, whose JSON is the client's", () => {
  const text = clientSnippets({ name: "crm", entry: "crm" }, [
    { name: "CRM_TOKEN", title: "a token", secret: true },
  ]);
  const [cursor, desktop, code] = [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map(
    ([, json = ""]) => JSON.parse(json) as Record<string, unknown>,
  );
  const run = { command: "npx", args: ["-y", "@sophia-mcp/crm"] };
  expect(cursor).toEqual({ mcpServers: { crm: { ...run, env: { CRM_TOKEN: "${env:CRM_TOKEN}" } } } });
  expect(desktop).toEqual({ mcpServers: { crm: { ...run, env: { CRM_TOKEN: "<CRM_TOKEN>" } } } });
  expect(code).toMatchObject({
    inputs: [{ id: "crm-token", password: true }],
    servers: { crm: { ...run, type: "stdio", env: { CRM_TOKEN: "${input:crm-token}" } } },
  });
  expect(text).toContain('claude mcp add crm --env CRM_TOKEN="$CRM_TOKEN" -- npx -y @sophia-mcp/crm');
});

test("the table of credentials names each way, its variables, and where to create them", async () => {
  const servers = await loadServers();
  for (const { credentials } of servers) {
    const table = credentialTable(credentials);
    for (const { title, url, fields } of credentials) {
      expect(table).toContain(`| ${title} |`);
      expect(table).toContain(`<${url}>`);
      for (const name of Object.values(fields).flatMap(({ env }) => env))
        expect(table).toContain(`\`${name}\``);
    }
  }
});
