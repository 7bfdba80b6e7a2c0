import { createHash } from "node:crypto";

export type Entry = { path: string; mode: string; type: "blob" | "tree"; sha: string };

export type Signature = { name: string; email: string; date: string; login: string | undefined };

export type GitCommit = {
  sha: string;
  message: string;
  tree: string;
  parents: readonly string[];
  author: Signature;
  committer: Signature;
};

/** A commit's files by whole path. */
export type Snapshot = ReadonlyMap<string, { sha: string; mode: string }>;

/** What git itself keeps: everything is found by the hash of what it is. */
export type Objects = {
  blobs: Map<string, Buffer>;
  trees: Map<string, readonly Entry[]>;
  commits: Map<string, GitCommit>;
};

export const createObjects = (): Objects => ({ blobs: new Map(), trees: new Map(), commits: new Map() });

function hash(kind: string, content: Buffer | string): string {
  const bytes = Buffer.from(content);
  return createHash("sha1").update(`${kind} ${bytes.length}\0`).update(bytes).digest("hex");
}

export function writeBlob(objects: Objects, content: Buffer | string): string {
  const sha = hash("blob", content);
  objects.blobs.set(sha, Buffer.from(content));
  return sha;
}

/** Writes a snapshot as nested trees and returns the sha of the root. */
export function writeTree(objects: Objects, files: Snapshot): string {
  const here: Entry[] = [];
  const below = new Map<string, Map<string, { sha: string; mode: string }>>();
  for (const [path, file] of files) {
    const [first = "", ...rest] = path.split("/");
    if (rest.length === 0) {
      here.push({ path: first, type: "blob", ...file });
      continue;
    }
    const inner = below.get(first) ?? new Map<string, { sha: string; mode: string }>();
    below.set(first, inner.set(rest.join("/"), file));
  }
  for (const [path, inner] of below)
    here.push({ path, mode: "040000", type: "tree", sha: writeTree(objects, inner) });
  here.sort((left, right) => (left.path < right.path ? -1 : 1));
  const bytes = here.map(({ mode, path, sha }) =>
    Buffer.concat([Buffer.from(`${mode.replace(/^0/, "")} ${path}\0`), Buffer.from(sha, "hex")]),
  );
  const sha = hash("tree", Buffer.concat(bytes));
  objects.trees.set(sha, here);
  return sha;
}

export function readTree(
  objects: Objects,
  sha: string,
  prefix = "",
): Map<string, { sha: string; mode: string }> {
  const files = new Map<string, { sha: string; mode: string }>();
  for (const { path, mode, type, sha: entry } of objects.trees.get(sha) ?? []) {
    if (type === "blob") files.set(prefix + path, { sha: entry, mode });
    else for (const [deep, file] of readTree(objects, entry, `${prefix}${path}/`)) files.set(deep, file);
  }
  return files;
}

function signed({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}

/** Commits that were told in the company's story keep their sha; new ones get git's own. */
export function writeCommit(objects: Objects, commit: Omit<GitCommit, "sha">, sha?: string): GitCommit {
  const { message, tree, parents, author, committer } = commit;
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signed(author)}`,
    `committer ${signed(committer)}`,
    "",
    message,
  ];
  const made = { ...commit, sha: sha ?? hash("commit", lines.join("\n")) };
  objects.commits.set(made.sha, made);
  return made;
}

export function filesAt(objects: Objects, commit: string): Map<string, { sha: string; mode: string }> {
  return readTree(objects, objects.commits.get(commit)?.tree ?? "");
}

/** From the commit itself back to the first one, newest first. */
export function history(objects: Objects, from: string): GitCommit[] {
  const seen = new Map<string, GitCommit>();
  const waiting = [from];
  for (let sha = waiting.shift(); sha !== undefined; sha = waiting.shift()) {
    const commit = objects.commits.get(sha);
    if (!commit || seen.has(sha)) continue;
    seen.set(sha, commit);
    waiting.push(...commit.parents);
  }
  return [...seen.values()].sort((left, right) => (left.committer.date < right.committer.date ? 1 : -1));
}

export function isAncestor(objects: Objects, ancestor: string, of: string): boolean {
  return history(objects, of).some((commit) => commit.sha === ancestor);
}

export function mergeBase(objects: Objects, left: string, right: string): string | undefined {
  const known = new Set(history(objects, left).map((commit) => commit.sha));
  return history(objects, right).find((commit) => known.has(commit.sha))?.sha;
}
