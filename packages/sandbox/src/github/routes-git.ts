import { type Answer, refuse, route } from "../emulator.ts";
import { nodeId } from "./accounts.ts";
import { notFound, refusal, unprocessable } from "./errors.ts";
import { bodyOf, findCommit, repoOf, textOf, textsOf } from "./find.ts";
import { isAncestor, readTree, type Entry, writeBlob, writeCommit, writeTree } from "./git.ts";
import { apiUrl, canPush, gitCommit, type GitHubCall } from "./present.ts";
import { accountOf, type GitHubState, type Repo, seconds, timestamp } from "./state.ts";
import { actorOf, needs } from "./tokens.ts";

const G = "/repos/{owner}/{repo}/git";
const WORKFLOWS = ".github/workflows/";

function writable(call: GitHubCall): Repo {
  const repo = repoOf(call);
  if (!canPush(call, repo)) refuse(refusal(403, "Must have push access to repository"));
  return repo;
}

function presentTree(call: GitHubCall, repo: Repo, sha: string, entries: readonly Entry[]) {
  const api = apiUrl(call, repo);
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    tree: entries.map(({ path, mode, type, sha: entry }) => {
      const url = `${api}/git/${type}s/${entry}`;
      const size = type === "blob" ? (repo.objects.blobs.get(entry)?.length ?? 0) : undefined;
      return { path, mode, type, sha: entry, size, url };
    }),
    truncated: false,
  };
}

function getTree(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { tree_sha: given = "" } = call.params;
  const { trees } = repo.objects;
  const sha = trees.has(given) ? given : (findCommit(repo, given)?.tree ?? notFound());
  const deep = (tree: string, prefix: string): Entry[] =>
    (trees.get(tree) ?? []).flatMap(({ path, mode, type, sha: entry }) => {
      const whole = { path: prefix + path, mode, type, sha: entry };
      return type === "tree" ? [whole].concat(deep(entry, `${whole.path}/`)) : [whole];
    });
  const entries = call.query.has("recursive") ? deep(sha, "") : (trees.get(sha) ?? []);
  return { body: presentTree(call, repo, sha, entries) };
}

function createTree(call: GitHubCall): Answer {
  const repo = writable(call);
  const body = bodyOf(call);
  const { objects } = repo;
  const base = textOf(body["base_tree"]);
  if (base !== undefined && !objects.trees.has(base) && !objects.commits.has(base)) return notFound();
  const tree = base === undefined ? "" : (objects.commits.get(base)?.tree ?? base);
  const files = readTree(objects, tree);
  for (const item of Array.isArray(body["tree"]) ? (body["tree"] as Record<string, unknown>[]) : []) {
    const path = textOf(item["path"]) ?? "";
    if (path === "" || path.startsWith("/")) unprocessable("tree.path cannot start with a slash");
    if (path.startsWith(WORKFLOWS) && !call.token.scopes.includes("workflows:write")) {
      refuse(refusal(403, "Resource not accessible by personal access token"));
    }
    if (item["sha"] === null) {
      if (!files.delete(path)) unprocessable("GitRPC::BadObjectState");
      continue;
    }
    const content = textOf(item["content"]);
    const sha = content === undefined ? (textOf(item["sha"]) ?? "") : writeBlob(objects, content);
    if (!objects.blobs.has(sha)) unprocessable(`tree.sha ${sha} is not a valid blob`);
    files.set(path, { sha, mode: textOf(item["mode"]) ?? "100644" });
  }
  const sha = writeTree(objects, files);
  return { status: 201, body: presentTree(call, repo, sha, objects.trees.get(sha) ?? []) };
}

function getCommit(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const found = repo.objects.commits.get(call.params["commit_sha"] ?? "") ?? notFound();
  return { body: gitCommit(call, repo, found) };
}

function createCommit(call: GitHubCall): Answer {
  const repo = writable(call);
  const body = bodyOf(call);
  const { objects } = repo;
  const tree = textOf(body["tree"]) ?? "";
  if (!objects.trees.has(tree)) unprocessable("Tree SHA does not exist");
  const parents = textsOf(body["parents"]) ?? [];
  if (!parents.every((sha) => objects.commits.has(sha)))
    unprocessable("Parent SHA does not exist or is not a commit object");
  const login = actorOf(call);
  const account = accountOf(call.state, login);
  const author = {
    name: account?.name ?? login,
    email: account?.email ?? `${login}@users.noreply.github.com`,
    date: seconds(timestamp(call.state)),
    login: account ? login : undefined,
  };
  const made = writeCommit(objects, {
    message: textOf(body["message"]) ?? "",
    tree,
    parents,
    author,
    committer: author,
  });
  return { status: 201, body: gitCommit(call, repo, made) };
}

function presentRef(call: GitHubCall, repo: Repo, ref: string, sha: string) {
  const api = apiUrl(call, repo);
  return {
    ref,
    node_id: nodeId("REF", ref),
    url: `${api}/git/${ref}`,
    object: { type: "commit", sha, url: `${api}/git/commits/${sha}` },
  };
}

function placeOf(repo: Repo, ref: string): { names: Map<string, string>; name: string } | undefined {
  const [, kind, name = ""] = /^(?:refs\/)?(heads|tags)\/(.+)$/s.exec(ref) ?? [];
  return kind === undefined ? undefined : { names: kind === "heads" ? repo.branches : repo.tags, name };
}

function getRef(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { ref = "" } = call.params;
  const place = placeOf(repo, ref);
  const sha = place?.names.get(place.name) ?? notFound();
  return { body: presentRef(call, repo, `refs/${ref}`, sha) };
}

function createRef(call: GitHubCall): Answer {
  const repo = writable(call);
  const body = bodyOf(call);
  const ref = textOf(body["ref"]) ?? "";
  const sha = textOf(body["sha"]) ?? "";
  const place = ref.startsWith("refs/") ? placeOf(repo, ref) : undefined;
  if (!place || /\.\.|\s|[~^:?*[\\]/.test(place.name)) unprocessable(`${ref} is not a valid ref name.`);
  if (place.names.has(place.name)) unprocessable("Reference already exists");
  if (!repo.objects.commits.has(sha)) unprocessable("Object does not exist");
  place.names.set(place.name, sha);
  return { status: 201, body: presentRef(call, repo, ref, sha) };
}

function updateRef(call: GitHubCall): Answer {
  const repo = writable(call);
  const body = bodyOf(call);
  const { ref = "" } = call.params;
  const place = placeOf(repo, ref);
  const current = place?.names.get(place.name);
  if (!place || current === undefined) unprocessable("Reference does not exist");
  const sha = textOf(body["sha"]) ?? "";
  if (!repo.objects.commits.has(sha)) unprocessable("Object does not exist");
  if (body["force"] !== true && !isAncestor(repo.objects, current, sha)) {
    unprocessable("Update is not a fast forward");
  }
  moveBranch(call, repo, place.name, sha);
  return { body: presentRef(call, repo, `refs/${ref}`, sha) };
}

/** Open pull requests from the branch show its new commit. */
export function moveBranch(call: GitHubCall, repo: Repo, branch: string, sha: string): void {
  repo.branches.set(branch, sha);
  repo.pushedAt = timestamp(call.state);
  for (const { open, pull } of repo.issues.values()) {
    if (open && pull?.head === branch && pull.headOwner === repo.owner) pull.headSha = sha;
  }
}

const write = needs("contents:write");

export const gitRoutes = [
  route<GitHubState>("GET", `${G}/trees/{tree_sha+}`, getTree),
  route<GitHubState>("POST", `${G}/trees`, createTree, write),
  route<GitHubState>("GET", `${G}/commits/{commit_sha}`, getCommit),
  route<GitHubState>("POST", `${G}/commits`, createCommit, write),
  route<GitHubState>("GET", `${G}/ref/{ref+}`, getRef),
  route<GitHubState>("POST", `${G}/refs`, createRef, write),
  route<GitHubState>("PATCH", `${G}/refs/{ref+}`, updateRef, write),
];
