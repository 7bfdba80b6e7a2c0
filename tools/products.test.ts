import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { loadProducts } from "./definitions.ts";
import { drawIcon } from "./icon.ts";
import { bundleManifest } from "./mcpb-manifest.ts";
import { entryProblems, registryEntry } from "./registry-entry.ts";

const products = await loadProducts();
const product = (name: string) => {
  const found = products.find((known) => known.name === name);
  if (!found) throw new Error(`no product ${name}`);
  return found;
};

test("a credential is secret, and required only where every way to authenticate needs it", () => {
  const byName = (name: string) =>
    Object.fromEntries(product(name).variables.map((variable) => [variable.name, variable]));
  expect(byName("notion")["NOTION_TOKEN"]).toMatchObject({ secret: true, required: true, type: "string" });
  const snowflake = byName("snowflake");
  expect(snowflake["SNOWFLAKE_ACCOUNT"]).toMatchObject({ secret: false, required: true });
  expect(snowflake["SNOWFLAKE_PAT"]).toMatchObject({ secret: true, required: false });
  // A key of many lines is asked for as a file.
  expect(snowflake["SNOWFLAKE_PRIVATE_KEY_FILE"]).toMatchObject({ secret: false, type: "file" });
  expect(snowflake).not.toHaveProperty("SNOWFLAKE_PRIVATE_KEY");
  const gateway = product("gateway").variables;
  expect(gateway.filter((variable) => variable.required)).toEqual([]);
  expect(gateway.find(({ name }) => name === "SLACK_BOT_TOKEN")?.title).toMatch(/^Slack: bot token/);
  expect(gateway.some(({ name }) => name === "HUBSPOT_CLIENT_SECRET")).toBe(false);
});

test.each(products.map((known) => [known.name, known] as const))(
  "%s: the bundle asks for each variable that it passes on, and hides the secret ones",
  (_, known) => {
    const { server, user_config: asked } = bundleManifest(known);
    expect(Object.values(server.mcp_config.env)).toEqual(
      Object.keys(asked).map((key) => `\${user_config.${key}}`),
    );
    for (const variable of known.variables) {
      const setting = asked[variable.name.toLowerCase()];
      expect(setting?.sensitive === true, variable.name).toBe(variable.secret);
      expect(setting?.default === undefined, variable.name).toBe(variable.required);
    }
  },
);

test("an entry that the registry would refuse is found", () => {
  const entry = registryEntry(product("hubspot"), "a".repeat(64));
  expect(entryProblems(entry)).toEqual([]);
  expect(entryProblems({ ...entry, description: "x".repeat(101) }).join()).toContain("description");
  expect(entryProblems({ ...entry, version: "latest" }).join()).toContain("version");
  const [npm, oci, mcpb] = entry.packages;
  const tagless = { ...oci, identifier: "ghcr.io/sophia-mcp/hubspot" };
  expect(entryProblems({ ...entry, packages: [npm, tagless, mcpb] }).join()).toContain("identifier");
  expect(entryProblems({ ...entry, packages: [npm, oci, { ...mcpb, fileSha256: "abc" }] }).join()).toContain(
    "fileSha256",
  );
});

test("an icon is a picture of 512 by 512 points with its letter in it, and the same each time", () => {
  const icon = drawIcon("H", 16);
  expect(icon.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
  const rows = inflateSync(icon.subarray(41, 41 + icon.readUInt32BE(33)));
  const at = (x: number, y: number): number[] => [
    ...rows.subarray(y * 2049 + 1 + x * 4, y * 2049 + 5 + x * 4),
  ];
  expect(at(176, 200)).toEqual([255, 255, 255, 255]);
  expect(at(250, 180).slice(0, 3)).not.toEqual([255, 255, 255]);
  expect(at(0, 0)[3]).toBe(0);
  expect(drawIcon("H", 16).equals(icon)).toBe(true);
  expect(() => drawIcon("?", 16)).toThrow('no icon is drawn for "?"');
});
