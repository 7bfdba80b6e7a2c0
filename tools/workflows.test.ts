import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { isServer, metadataProblems, published } from "./metadata.ts";

const root = resolve(import.meta.dirname, "..");
const workflows = globSync(".github/workflows/*.yml", { cwd: root }).map(
  (file) => [file, readFileSync(join(root, file), "utf8")] as const,
);
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

test.each(workflows)(
  "%s runs no action that could change under it, and only scripts that exist",
  (_, text) => {
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action = ""]) => action);
    expect(uses.length).toBeGreaterThan(3);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const [, script = ""] of text.matchAll(/npm run (?:--silent )?([\w:]+)/g))
      expect(scripts).toHaveProperty([script]);
  },
);

test("a release builds an image of every server and of the gateway", () => {
  const release = workflows.find(([file]) => file.endsWith("release.yml"))?.[1] ?? "";
  const matrix =
    /server: \[([^\]]+)\]/
      .exec(release)?.[1]
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  expect(matrix.sort()).toEqual(published().filter(isServer).sort());
});

test("only the jobs that publish may ask for the workflow's identity, and none of them installs anything", () => {
  const release = workflows.find(([file]) => file.endsWith("release.yml"))?.[1] ?? "";
  const jobs = release.split(/^ {2}(?=[\w-]+:$)/m).slice(1);
  const named = jobs.filter((job) => job.includes("id-token: write"));
  expect(named.map((job) => job.split(":")[0])).toEqual(["npm", "registry"]);
  for (const job of named) expect(job).not.toMatch(/npm (ci|install)|npm run/);
});

test("the packages say the same of themselves", () => {
  expect(metadataProblems()).toEqual([]);
});
