import { expect, test } from "vitest";
import { sbomOf } from "./sbom.ts";

const rule = `\n\n${"-".repeat(72)}\n\n`;
const pkg = { name: "@sophia-mcp/crm", version: "1.2.3", license: "Apache-2.0" };

test("a bill of material names what the notice names, and nothing of the licences' texts", () => {
  const notice = [
    "@sophia-mcp/crm 1.2.3 contains the following third-party software.",
    "@hono/node-server 2.1.8\nLicence: MIT\n\nCopyright 2026\n\nversion 2 of\nLicence: none of your business",
    "simple-lru-cache 0.0.2\nLicence: see below\n\n",
  ].join(rule);
  const { components, dependencies, metadata } = sbomOf(pkg, notice);
  expect(metadata.component).toMatchObject({ type: "application", purl: "pkg:npm/%40sophia-mcp/crm@1.2.3" });
  expect(components).toEqual([
    {
      type: "library",
      "bom-ref": "pkg:npm/%40hono/node-server@2.1.8",
      name: "@hono/node-server",
      version: "2.1.8",
      purl: "pkg:npm/%40hono/node-server@2.1.8",
      licenses: [{ expression: "MIT" }],
    },
    expect.objectContaining({ name: "simple-lru-cache", version: "0.0.2" }),
  ]);
  expect(components[1]).not.toHaveProperty("licenses");
  expect(dependencies[0]?.dependsOn).toEqual(components.map((part) => part["bom-ref"]));
});

test("a notice that names nothing is not taken for a package without parts", () => {
  expect(() => sbomOf(pkg, "nothing here")).toThrow("names nothing that was bundled");
});
