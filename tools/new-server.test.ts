import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkModules } from "./link-modules.ts";

const root = resolve(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "new-server-"));
const run = (cwd: string, ...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(() => {
  // The repository as it stands, with the packages that are installed, and its own links between workspaces.
  const skipped = /\/(node_modules|dist|reports|\.nx|\.git)$/;
  for (const entry of ["libs", "packages", "tools", "package.json", "tsconfig.base.json"]) {
    cpSync(join(root, entry), join(copy, entry), { recursive: true, filter: (path) => !skipped.test(path) });
  }
  linkModules(root, copy);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test(
  "a new server passes the types and the whole shared suite as it is written",
  { timeout: 180_000 },
  () => {
    const printed = run(copy, "tools/new-server.ts", "zendesk", "Zendesk");
    expect(printed).toContain("packages/zendesk/src/tools/list-items.ts");
    expect(printed).toContain("packages/sandbox/src/registry.ts");
    symlinkSync(join(copy, "packages/zendesk"), join(copy, "node_modules/@sophia-mcp/zendesk"));
    const folder = join(copy, "packages/zendesk");
    run(folder, join(root, "node_modules/typescript/bin/tsc"), "-p", ".");
    const tests = run(
      folder,
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--root",
      ".",
      "--config",
      "../../tools/vitest.config.ts",
      "-u",
    );
    expect(tests).toMatch(/Tests\s+\d+ passed \(\d+\)/);
    expect(() => run(copy, "tools/new-server.ts", "zendesk")).toThrow(/exists already/);
    expect(() => run(copy, "tools/new-server.ts", "Zen Desk")).toThrow(/Usage/);
  },
);
