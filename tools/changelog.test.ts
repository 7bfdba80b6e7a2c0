import { expect, test } from "vitest";
import {
  addSection,
  changelogSection,
  isMajor,
  nextVersion,
  sectionOf,
  type ReleaseStatus,
} from "./changelog.ts";

const status: ReleaseStatus = {
  changesets: [
    {
      id: "a",
      summary: "Lists by owner\nand by team",
      releases: [
        { name: "@sophia-mcp/hubspot", type: "minor" },
        { name: "@sophia-mcp/core", type: "patch" },
      ],
    },
    { id: "b", summary: "No time zone is lost", releases: [{ name: "@sophia-mcp/gong", type: "patch" }] },
  ],
  releases: [
    { name: "@sophia-mcp/tools", type: "none", oldVersion: "0.1.0", newVersion: "0.1.0" },
    { name: "@sophia-mcp/hubspot", type: "minor", oldVersion: "0.1.0", newVersion: "0.2.0" },
  ],
};

test("a section tells each change once, under the largest of what it does", () => {
  expect(nextVersion(status)).toBe("0.2.0");
  expect(isMajor(status)).toBe(false);
  expect(changelogSection(status, "0.2.0", "2026-11-30")).toBe(
    "## 0.2.0 (2026-11-30)\n\n### New\n\n- **hubspot, core**: Lists by owner\n  and by team\n\n### Mended\n\n- **gong**: No time zone is lost",
  );
});

test("a section goes above the earlier ones and is found again by its version", () => {
  const written = addSection(
    "# Changelog\n\nHow to read it.\n\n## 0.1.0\n\nThe first.\n",
    "## 0.2.0 (2026-11-30)\n\nThe second.",
  );
  expect(written).toBe(
    "# Changelog\n\nHow to read it.\n\n## 0.2.0 (2026-11-30)\n\nThe second.\n\n## 0.1.0\n\nThe first.\n",
  );
  expect(sectionOf(written, "0.2.0")).toBe("The second.");
  expect(sectionOf(written, "0.1.0")).toBe("The first.");
  expect(sectionOf(written, "0.2")).toBe("");
  expect(addSection("# Changelog\n", "## 0.1.0\n\nThe first.")).toBe(
    "# Changelog\n\n## 0.1.0\n\nThe first.\n",
  );
});

test("a change that breaks a user makes the release a major one", () => {
  const breaking = {
    ...status,
    changesets: [{ id: "c", summary: "", releases: [{ name: "x", type: "major" as const }] }],
  };
  expect(isMajor(breaking)).toBe(true);
});
