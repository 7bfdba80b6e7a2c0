import type { Call } from "../emulator.ts";
import { nodeId, presentUser } from "./accounts.ts";
import type { GitCommit, Signature } from "./git.ts";
import { changes } from "./diff.ts";
import { actorOf } from "./tokens.ts";
import { accountOf, type GitHubState, type Repo } from "./state.ts";

export type GitHubCall = Call<GitHubState>;

export const fullName = ({ owner, name }: Repo): string => `${owner}/${name}`;
export const apiUrl = (call: GitHubCall, repo: Repo): string => `${call.origin}/repos/${fullName(repo)}`;
export const htmlUrl = (repo: Repo): string => `https://github.com/${fullName(repo)}`;

export function user(call: GitHubCall, login: string | undefined) {
  return presentUser(call.state, call.origin, login);
}

const PLAIN_LINKS = [
  "contributors",
  "deployments",
  "downloads",
  "events",
  "forks",
  "hooks",
  "languages",
  "merges",
  "stargazers",
  "subscribers",
  "subscription",
  "tags",
  "teams",
];

const TEMPLATE_LINKS: Readonly<Record<string, string>> = {
  archive: "/{archive_format}{/ref}",
  assignees: "/assignees{/user}",
  blobs: "/git/blobs{/sha}",
  branches: "/branches{/branch}",
  collaborators: "/collaborators{/collaborator}",
  comments: "/comments{/number}",
  commits: "/commits{/sha}",
  compare: "/compare/{base}...{head}",
  contents: "/contents/{+path}",
  git_commits: "/git/commits{/sha}",
  git_refs: "/git/refs{/sha}",
  git_tags: "/git/tags{/sha}",
  issue_comment: "/issues/comments{/number}",
  issue_events: "/issues/events{/number}",
  issues: "/issues{/number}",
  keys: "/keys{/key_id}",
  labels: "/labels{/name}",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  pulls: "/pulls{/number}",
  releases: "/releases{/id}",
  statuses: "/statuses/{sha}",
  trees: "/git/trees{/sha}",
};

export function minimalRepository(call: GitHubCall, repo: Repo) {
  const api = apiUrl(call, repo);
  const links = [
    ...PLAIN_LINKS.map((name) => [`${name}_url`, `${api}/${name}`]),
    ...Object.entries(TEMPLATE_LINKS).map(([name, rest]) => [`${name}_url`, `${api}${rest}`]),
  ];
  return {
    id: repo.id,
    node_id: nodeId("R", repo.id),
    name: repo.name,
    full_name: fullName(repo),
    owner: user(call, repo.owner),
    private: repo.isPrivate,
    html_url: htmlUrl(repo),
    description: repo.description,
    fork: false,
    url: api,
    ...(Object.fromEntries(links) as Record<string, string>),
  };
}

export function repository(call: GitHubCall, repo: Repo) {
  const mine = repo.permissions.get(actorOf(call));
  const open = [...repo.issues.values()].filter((issue) => issue.open).length;
  const has = (...ranks: readonly string[]) => mine !== undefined && ranks.includes(mine);
  return {
    ...minimalRepository(call, repo),
    git_url: `git://github.com/${fullName(repo)}.git`,
    ssh_url: `git@github.com:${fullName(repo)}.git`,
    clone_url: `${htmlUrl(repo)}.git`,
    svn_url: htmlUrl(repo),
    mirror_url: null,
    homepage: null,
    language: repo.language,
    forks_count: repo.forks,
    stargazers_count: repo.stars,
    watchers_count: repo.stars,
    size: 128,
    default_branch: repo.defaultBranch,
    open_issues_count: open,
    is_template: false,
    topics: repo.topics,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repo.isPrivate ? "private" : "public",
    pushed_at: repo.pushedAt,
    created_at: repo.createdAt,
    updated_at: repo.pushedAt,
    permissions: {
      admin: has("admin"),
      maintain: has("admin"),
      push: has("admin", "write"),
      triage: has("admin", "write", "triage"),
      pull: true,
    },
    license: repo.isPrivate
      ? null
      : {
          key: "apache-2.0",
          name: "Apache License 2.0",
          spdx_id: "Apache-2.0",
          url: `${call.origin}/licenses/apache-2.0`,
          node_id: "MDc6TGljZW5zZTI=",
        },
    forks: repo.forks,
    open_issues: open,
    watchers: repo.stars,
    allow_forking: true,
    web_commit_signoff_required: false,
  };
}

export const fullRepository = (call: GitHubCall, repo: Repo) => ({
  ...repository(call, repo),
  temp_clone_token: "",
  allow_squash_merge: true,
  allow_merge_commit: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  delete_branch_on_merge: true,
  network_count: repo.forks,
  subscribers_count: 9,
  organization: user(call, repo.owner),
});

const signed = ({ name, email, date }: Signature) => ({ name, email, date });

const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

/** A commit as git stores it. */
export function gitCommit(call: GitHubCall, repo: Repo, commit: GitCommit) {
  const api = apiUrl(call, repo);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${htmlUrl(repo)}/commit/${commit.sha}`,
    author: signed(commit.author),
    committer: signed(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${htmlUrl(repo)}/commit/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

/** A commit as lists show it, with the accounts behind the addresses. */
export function commit(call: GitHubCall, repo: Repo, it: GitCommit) {
  const api = apiUrl(call, repo);
  return {
    sha: it.sha,
    node_id: nodeId("C", it.sha),
    commit: {
      author: signed(it.author),
      committer: signed(it.committer),
      message: it.message,
      tree: { sha: it.tree, url: `${api}/git/trees/${it.tree}` },
      url: `${api}/git/commits/${it.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: `${api}/commits/${it.sha}`,
    html_url: `${htmlUrl(repo)}/commit/${it.sha}`,
    comments_url: `${api}/commits/${it.sha}/comments`,
    author: user(call, it.author.login),
    committer: user(call, it.committer.login),
    parents: it.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${htmlUrl(repo)}/commit/${sha}`,
    })),
  };
}

export function changedFiles(call: GitHubCall, repo: Repo, from: string | undefined, to: string) {
  const api = apiUrl(call, repo);
  return changes(repo.objects, from, to).map((file) => {
    const path = file.filename.split("/").map(encodeURIComponent).join("/");
    return {
      sha: file.sha,
      filename: file.filename,
      status: file.status,
      additions: file.additions,
      deletions: file.deletions,
      changes: file.additions + file.deletions,
      blob_url: `${htmlUrl(repo)}/blob/${to}/${path}`,
      raw_url: `${htmlUrl(repo)}/raw/${to}/${path}`,
      contents_url: `${api}/contents/${path}?ref=${to}`,
      patch: file.patch,
    };
  });
}

/** Whether the caller may change this repository at all, whatever the token allows. */
export function canPush(call: GitHubCall, repo: Repo): boolean {
  const actor = actorOf(call);
  const rank = repo.permissions.get(actor);
  return rank === "admin" || rank === "write" || accountOf(call.state, actor) === undefined;
}
