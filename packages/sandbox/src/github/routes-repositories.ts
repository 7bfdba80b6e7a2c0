import { type Answer, refuse, route } from "../emulator.ts";
import { refusal, notFound } from "./errors.ts";
import { findCommit, repoOf, wants } from "./find.ts";
import { history, isAncestor, mergeBase, readTree } from "./git.ts";
import { nodeId, presentUser } from "./accounts.ts";
import { paged } from "./paging.ts";
import {
  apiUrl,
  canPush,
  changedFiles,
  commit as presentCommit,
  fullRepository,
  type GitHubCall,
  htmlUrl,
  user,
} from "./present.ts";
import { accountOf, type GitHubState, type Release, type Repo } from "./state.ts";

const R = "/repos/{owner}/{repo}";

const getOne = (call: GitHubCall): Answer => ({ body: fullRepository(call, repoOf(call)) });

const raw = (bytes: Buffer): Answer => ({
  body: bytes.toString("utf8"),
  headers: { "content-type": "application/vnd.github.raw; charset=utf-8" },
});

/** GitHub sends a file's text with its description up to this size only. */
const INLINE_LIMIT = 1_000_000;

function file(call: GitHubCall, repo: Repo, path: string, sha: string, ref: string): Answer {
  const bytes = repo.objects.blobs.get(sha) ?? Buffer.alloc(0);
  if (wants(call, "raw")) return raw(bytes);
  const small = bytes.length <= INLINE_LIMIT;
  return {
    body: {
      type: "file",
      encoding: small ? "base64" : "none",
      size: bytes.length,
      ...place(call, repo, path, sha, ref, "blob"),
      content: small ? bytes.toString("base64").replace(/(.{60})/g, "$1\n") : "",
    },
  };
}

function place(call: GitHubCall, repo: Repo, path: string, sha: string, ref: string, kind: "blob" | "tree") {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const self = `${apiUrl(call, repo)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${apiUrl(call, repo)}/git/${kind}s/${sha}`;
  const html = `${htmlUrl(repo)}/${kind}/${ref}/${encoded}`;
  const download = `https://raw.githubusercontent.com/${repo.owner}/${repo.name}/${ref}/${encoded}`;
  return {
    name: path.split("/").at(-1) ?? path,
    path,
    sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: kind === "blob" ? download : null,
    _links: { self, git, html },
  };
}

function getContent(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const ref = call.query.get("ref") ?? repo.defaultBranch;
  const at = findCommit(repo, ref);
  if (!at) refuse(refusal(404, `No commit found for the ref ${ref}`));
  const files = readTree(repo.objects, at.tree);
  const path = (call.params["path"] ?? "").replace(/\/$/, "");
  const found = files.get(path);
  if (found) return file(call, repo, path, found.sha, ref);
  const prefix = path === "" ? "" : `${path}/`;
  const inside = [...files].filter(([name]) => name.startsWith(prefix));
  if (inside.length === 0) return notFound();
  const names = [...new Set(inside.map(([name]) => name.slice(prefix.length).split("/")[0] ?? ""))];
  return {
    body: names.map((name) => {
      const blob = files.get(prefix + name);
      const about = place(call, repo, prefix + name, blob?.sha ?? at.tree, ref, blob ? "blob" : "tree");
      const size = blob ? (repo.objects.blobs.get(blob.sha)?.length ?? 0) : 0;
      return Object.assign(about, { type: blob ? "file" : "dir", size });
    }),
  };
}

function getReadme(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const at = findCommit(repo, call.query.get("ref") ?? repo.defaultBranch) ?? notFound();
  const found = readTree(repo.objects, at.tree).get("README.md") ?? notFound();
  return file(call, repo, "README.md", found.sha, repo.defaultBranch);
}

function listCommits(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { query } = call;
  const from = findCommit(repo, query.get("sha") ?? repo.defaultBranch) ?? notFound();
  const [path, since, until] = [query.get("path"), query.get("since"), query.get("until")];
  const author = query.get("author")?.toLowerCase();
  const found = history(repo.objects, from.sha).filter((commit) => {
    const { date, login, email } = commit.author;
    if (since && Date.parse(date) < Date.parse(since)) return false;
    if (until && Date.parse(date) > Date.parse(until)) return false;
    if (author && login?.toLowerCase() !== author && email.toLowerCase() !== author) return false;
    return !path || touches(repo, commit.parents[0], commit.sha, path);
  });
  return paged(call, found, (commit) => presentCommit(call, repo, commit));
}

function touches(repo: Repo, parent: string | undefined, sha: string, path: string): boolean {
  const { objects } = repo;
  const tree = (commit: string | undefined) =>
    readTree(objects, commit === undefined ? "" : (objects.commits.get(commit)?.tree ?? ""));
  const [before, after] = [tree(parent), tree(sha)];
  return [...new Set([...before.keys(), ...after.keys()])].some(
    (name) =>
      (name === path || name.startsWith(`${path}/`)) && before.get(name)?.sha !== after.get(name)?.sha,
  );
}

function getCommit(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { ref = "" } = call.params;
  const found = findCommit(repo, ref);
  if (!found) refuse(refusal(422, `No commit found for SHA: ${ref}`));
  if (wants(call, "sha")) {
    return { body: found.sha, headers: { "content-type": "application/vnd.github.sha; charset=utf-8" } };
  }
  const files = changedFiles(call, repo, found.parents[0], found.sha);
  const total = (key: "additions" | "deletions") => files.reduce((sum, one) => sum + one[key], 0);
  const [additions, deletions] = [total("additions"), total("deletions")];
  return paged(
    call,
    files,
    (one) => one,
    (page) => ({
      ...presentCommit(call, repo, found),
      stats: { additions, deletions, total: additions + deletions },
      files: page,
    }),
  );
}

function compare(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const [left = "", right = ""] = (call.params["basehead"] ?? "").split("...");
  const [base, head] = [findCommit(repo, left) ?? notFound(), findCommit(repo, right) ?? notFound()];
  const { objects } = repo;
  const ahead = history(objects, head.sha).filter((one) => !isAncestor(objects, one.sha, base.sha));
  const behind = history(objects, base.sha).filter((one) => !isAncestor(objects, one.sha, head.sha));
  const same = ahead.length === 0 ? (behind.length === 0 ? "identical" : "behind") : undefined;
  const meet = objects.commits.get(mergeBase(objects, base.sha, head.sha) ?? "") ?? base;
  const html = `${htmlUrl(repo)}/compare/${left}...${right}`;
  return {
    body: {
      url: `${apiUrl(call, repo)}/compare/${left}...${right}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: presentCommit(call, repo, base),
      merge_base_commit: presentCommit(call, repo, meet),
      status: same ?? (behind.length === 0 ? "ahead" : "diverged"),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: ahead.toReversed().map((one) => presentCommit(call, repo, one)),
      files: changedFiles(call, repo, meet.sha, head.sha),
    },
  };
}

function listBranches(call: GitHubCall): Answer {
  const repo = repoOf(call);
  return paged(call, [...repo.branches].sort(byName), ([name, sha]) => ({
    name,
    commit: { sha, url: `${apiUrl(call, repo)}/commits/${sha}` },
    protected: name === repo.defaultBranch,
  }));
}

const byName = ([left]: readonly [string, string], [right]: readonly [string, string]): number =>
  left < right ? -1 : 1;

function listTags(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const api = apiUrl(call, repo);
  return paged(call, [...repo.tags].sort(byName).toReversed(), ([name, sha]) => ({
    name,
    commit: { sha, url: `${api}/commits/${sha}` },
    zipball_url: `${api}/zipball/refs/tags/${name}`,
    tarball_url: `${api}/tarball/refs/tags/${name}`,
    node_id: nodeId("REF", name),
  }));
}

function listReleases(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const api = apiUrl(call, repo);
  return paged(call, repo.releases, (release: Release) => ({
    url: `${api}/releases/${release.id}`,
    html_url: `${htmlUrl(repo)}/releases/tag/${release.tag}`,
    assets_url: `${api}/releases/${release.id}/assets`,
    upload_url: `https://uploads.github.com/repos/${repo.owner}/${repo.name}/releases/${release.id}/assets{?name,label}`,
    tarball_url: `${api}/tarball/${release.tag}`,
    zipball_url: `${api}/zipball/${release.tag}`,
    id: release.id,
    node_id: nodeId("RE", release.id),
    tag_name: release.tag,
    target_commitish: repo.defaultBranch,
    name: release.name,
    body: release.body,
    draft: false,
    prerelease: release.prerelease,
    immutable: false,
    created_at: release.publishedAt,
    published_at: release.publishedAt,
    updated_at: release.publishedAt,
    author: user(call, release.author),
    assets: release.assets.map((name, index) => ({
      url: `${api}/releases/assets/${release.id + index}`,
      browser_download_url: `${htmlUrl(repo)}/releases/download/${release.tag}/${name}`,
      id: release.id + index,
      node_id: nodeId("RA", release.id + index),
      name,
      label: null,
      state: "uploaded",
      content_type: "application/octet-stream",
      size: 4_194_304,
      digest: null,
      download_count: 17,
      created_at: release.publishedAt,
      updated_at: release.publishedAt,
      uploader: user(call, release.author),
    })),
  }));
}

function getPermission(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { username = "" } = call.params;
  if (!canPush(call, repo)) refuse(refusal(403, "Must have push access to view collaborator permission."));
  const account = accountOf(call.state, username) ?? notFound();
  // To a public repository everyone has at least this.
  const rank = repo.permissions.get(account.login) ?? (repo.isPrivate ? "none" : "read");
  return {
    body: {
      permission: rank === "triage" ? "read" : rank,
      role_name: rank,
      user: {
        ...presentUser(call.state, call.origin, account.login),
        permissions: {
          admin: rank === "admin",
          maintain: false,
          push: canWrite(rank),
          triage: canWrite(rank),
          pull: true,
        },
        role_name: rank,
      },
    },
  };
}

const canWrite = (rank: string): boolean => rank === "admin" || rank === "write";

export const repositoryRoutes = [
  route<GitHubState>("GET", R, getOne),
  route<GitHubState>("GET", `${R}/readme`, getReadme),
  route<GitHubState>("GET", `${R}/contents/{path+}`, getContent),
  route<GitHubState>("GET", `${R}/contents`, getContent),
  route<GitHubState>("GET", `${R}/commits`, listCommits),
  route<GitHubState>("GET", `${R}/commits/{ref+}`, getCommit),
  route<GitHubState>("GET", `${R}/compare/{basehead+}`, compare),
  route<GitHubState>("GET", `${R}/branches`, listBranches),
  route<GitHubState>("GET", `${R}/tags`, listTags),
  route<GitHubState>("GET", `${R}/releases`, listReleases),
  route<GitHubState>("GET", `${R}/collaborators/{username}/permission`, getPermission),
];
