import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";

export interface Repo {
  owner: string;
  repo: string;
}

export const repositoryParam = z.string().min(3).max(200).describe("As owner/name");

export const numberParam = z.int().min(1).max(1e9).describe("Number");

export const refParam = z
  .string()
  .max(255)
  .optional()
  .describe("Branch, tag or commit; default: the default branch");

export const bodyParam = z.string().max(65_536);

export const detailParam = z.enum(["concise", "full"]).default("concise").describe("full: long texts whole");

export const loginsParam = z.array(z.string().min(1).max(320)).max(20);

/** `owner/name`, also out of a link. @throws InputError for anything else */
export function repoOf(given: string): Repo {
  const plain = given
    .trim()
    .replace(/^https?:\/\/[^/]+\//, "")
    .replace(/\.git$/, "")
    .replace(/\/+$/, "");
  const [owner = "", repo = "", ...rest] = plain.split("/");
  if (
    rest.length > 0 ||
    ![owner, repo].every((part) => /^[\w.-]{1,100}$/.test(part) && !/^\.+$/.test(part))
  ) {
    throw new InputError(
      `"repository" must be owner/name, such as octocat/hello-world, not "${given.slice(0, 100)}". github_search_repositories finds it.`,
    );
  }
  return { owner, repo };
}

export const nameOf = ({ owner, repo }: Repo): string => `${owner}/${repo}`;

/** A path inside a repository without slashes around it. @throws InputError for one that leaves the repository */
export function pathOf(given: string): string {
  const path = given.trim().replace(/^\/+|\/+$/g, "");
  if (path.split("/").some((part) => part === ".." || part === "." || part === "") && path !== "") {
    throw new InputError(
      `"${given.slice(0, 100)}" is no path inside a repository: leave out ".", ".." and "//".`,
    );
  }
  return path;
}

/**
 * A branch, tag or commit by git's own rules for names.
 * @throws InputError for what git would refuse as well
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function refOf(given: string): string {
  const ref = given.trim().replace(/^refs\/(heads|tags)\//, "");
  // eslint-disable-next-line no-control-regex -- git refuses control characters in names
  if (ref === "" || /\.\.|[\u0000-\u0020~^:?*[\\\u007F]|@\{|^[./-]|[./]$|\/\/|\.lock$|\/\./.test(ref)) {
    throw new InputError(`"${given.slice(0, 100)}" is no branch, tag or commit.`);
  }
  return ref;
}

/** `2026-11-20`, a full time, or a span back from now such as `12h`, `7d`, `2w`; answers ISO 8601 UTC. */
export function timeOf(given: string, key: string): string {
  const span = /^(\d{1,4})([hdw])$/.exec(given.trim());
  const hours = { h: 1, d: 24, w: 168 }[span?.[2] ?? "h"] ?? 1;
  const time = span ? Date.now() - Number(span[1]) * hours * 3_600_000 : Date.parse(given);
  if (Number.isNaN(time)) {
    throw new InputError(`"${key}" must be a date such as 2026-11-20, a time, or a span such as 7d or 12h.`);
  }
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
