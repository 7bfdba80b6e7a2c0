/**
 * The section of CHANGELOG.md that a release adds, from the changes that waited for it.
 * `node tools/changelog.ts <version>` prints that of one version.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What `changeset status --output` writes, as far as it is read here. */
export interface ReleaseStatus {
  changesets: { id: string; summary: string; releases: { name: string; type: Bump | "none" }[] }[];
  releases: { name: string; type: Bump | "none"; oldVersion: string; newVersion: string }[];
}

type Bump = "major" | "minor" | "patch";

const headings: Readonly<Record<Bump, string>> = {
  major: "What a user has to change",
  minor: "New",
  patch: "Mended",
};

/** The version that all packages get; undefined when nothing waits. */
export const nextVersion = (status: ReleaseStatus): string | undefined =>
  status.releases.find(({ type }) => type !== "none")?.newVersion;

/** Whether a change that waits says that it breaks a user. */
export const isMajor = (status: ReleaseStatus): boolean =>
  status.changesets.some(({ releases }) => releases.some(({ type }) => type === "major"));

/** @param day of the release: `2026-11-30` */
export function changelogSection(status: ReleaseStatus, version: string, day: string): string {
  const parts = Object.entries(headings).flatMap(([bump, heading]) => {
    const lines = status.changesets.flatMap(({ summary, releases }) => {
      const touched = releases.filter(({ type }) => type !== "none");
      // A change is told once, under the largest of what it does.
      const largest = Object.keys(headings).find((known) => touched.some(({ type }) => type === known));
      if (largest !== bump) return [];
      const names = touched.map(({ name }) => name.replace("@sophia-mcp/", "")).join(", ");
      return [`- **${names}**: ${summary.trim().replaceAll("\n", "\n  ")}`];
    });
    return lines.length === 0 ? [] : [`### ${heading}\n\n${lines.join("\n")}`];
  });
  return [`## ${version} (${day})`, ...parts].join("\n\n");
}

/** Puts a section above those of earlier releases. */
export function addSection(changelog: string, section: string): string {
  const at = changelog.search(/^## /m);
  return at < 0
    ? `${changelog.trimEnd()}\n\n${section}\n`
    : `${changelog.slice(0, at)}${section}\n\n${changelog.slice(at)}`;
}

/** What CHANGELOG.md says of one version, without its heading: the text of a release. */
export function sectionOf(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m);
  const found = parts.find((part) => part.startsWith(`${version} `) || part.startsWith(`${version}\n`));
  return found?.slice(found.indexOf("\n")).trim() ?? "";
}

if (process.argv[1] === import.meta.filename) {
  const version = process.argv[2] ?? "";
  const text = sectionOf(readFileSync(resolve(import.meta.dirname, "../CHANGELOG.md"), "utf8"), version);
  if (text === "") throw new Error(`CHANGELOG.md has no section for "${version}"`);
  process.stdout.write(`${text}\n`);
}
