import { repeatable } from "@sophia-mcp/core/call";
import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Client } from "../api.ts";
import type { PageQuery } from "../pages.ts";
import { nameOf, type Repo } from "../params.ts";

type Answers = RestEndpointMethodTypes;
export type Repository = Answers["repos"]["get"]["response"]["data"];
export type FoundRepository = Answers["search"]["repos"]["response"]["data"]["items"][number];
export type TreeEntry = Answers["git"]["getTree"]["response"]["data"]["tree"][number];
export type NewTreeEntry = Answers["git"]["createTree"]["parameters"]["tree"][number];
export type Commit = Answers["repos"]["getCommit"]["response"]["data"];
export type Content = Answers["repos"]["getContent"]["response"]["data"];
export type Release = Answers["repos"]["listReleases"]["response"]["data"][number];

/** What branches and tags have in common; tags cannot be protected. */
interface Named {
  data: { name: string; commit: { sha: string }; protected?: boolean }[];
  headers: { link?: string | undefined };
}

/** Raw text instead of JSON; the SDK's types know only the JSON. */
const text = (data: unknown): string =>
  typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer);

/** Repositories, what is in them, and their history. */
export const codeApi = ({ rest, about, cached }: Client) => ({
  searchRepositories: (
    query: PageQuery & { q: string; sort?: "stars" | "forks" | "help-wanted-issues" | "updated" },
  ) => rest.search.repos({ ...query }),

  searchCode: (query: PageQuery & { q: string }) =>
    rest.search.code({ ...query, mediaType: { format: "text-match" } }),

  repository: (at: Repo) =>
    rest.repos.get({ ...at, ...about(`repository ${nameOf(at)}`) }).then(({ data }) => data),

  /** As `repository`, but from memory where it was read within the last minute. */
  known: (at: Repo) =>
    cached(`repository ${nameOf(at)}`.toLowerCase(), () =>
      rest.repos.get({ ...at, ...about(`repository ${nameOf(at)}`) }).then(({ data }) => data),
    ),

  readme: (at: Repo) =>
    rest.repos
      .getReadme({ ...at, mediaType: { format: "raw" }, ...about(`README in ${nameOf(at)}`, "bytes") })
      .then(({ data }) => text(data)),

  tree: (at: Repo, sha: string, recursive: boolean) =>
    rest.git
      .getTree({
        ...at,
        tree_sha: sha,
        ...(recursive ? { recursive: "1" } : {}),
        ...about(`tree ${sha} in ${nameOf(at)}`),
      })
      .then(({ data }) => data),

  content: (at: Repo, path: string, ref: string | undefined) =>
    rest.repos
      .getContent({
        ...at,
        path,
        ...(ref === undefined ? {} : { ref }),
        ...about(`file ${path} in ${nameOf(at)}${ref === undefined ? "" : ` at ${ref}`}`),
      })
      .then(({ data }) => data),

  /** Files over 1 MB come without their text in JSON. */
  rawContent: (at: Repo, path: string, ref: string | undefined) =>
    rest.repos
      .getContent({
        ...at,
        path,
        ...(ref === undefined ? {} : { ref }),
        mediaType: { format: "raw" },
        ...about(`file ${path} in ${nameOf(at)}`, "bytes"),
      })
      .then(({ data }) => text(data)),

  commits: (
    at: Repo,
    query: PageQuery & { sha?: string; path?: string; author?: string; since?: string; until?: string },
  ) => rest.repos.listCommits({ ...at, ...query, ...about(`such commits in ${nameOf(at)}`) }),

  commit: (at: Repo, ref: string, query: Partial<PageQuery> = {}) =>
    rest.repos.getCommit({ ...at, ref, ...query, ...about(`commit ${ref} in ${nameOf(at)}`) }),

  /** The commit that a branch, tag or commit names. */
  resolve: (at: Repo, ref: string) =>
    rest.repos
      .getCommit({
        ...at,
        ref,
        mediaType: { format: "sha" },
        ...about(`branch, tag or commit ${ref} in ${nameOf(at)}`, "bytes"),
      })
      .then(({ data }) => text(data).trim()),

  compare: (at: Repo, base: string, head: string) =>
    rest.repos
      .compareCommitsWithBasehead({
        ...at,
        basehead: `${base}...${head}`,
        per_page: 1,
        ...about(`commit ${head} in ${nameOf(at)}`),
      })
      .then(({ data }) => data.status),

  branches: (at: Repo, query: PageQuery): Promise<Named> =>
    rest.repos.listBranches({ ...at, ...query, ...about(`repository ${nameOf(at)}`) }),

  tags: (at: Repo, query: PageQuery): Promise<Named> =>
    rest.repos.listTags({ ...at, ...query, ...about(`repository ${nameOf(at)}`) }),

  releases: (at: Repo, query: PageQuery) =>
    rest.repos.listReleases({ ...at, ...query, ...about(`repository ${nameOf(at)}`) }),

  /** `ref` as `heads/main` or `tags/v1`; answers the sha. */
  reference: (at: Repo, ref: string) =>
    rest.git
      .getRef({
        ...at,
        ref,
        ...about(`${ref.replace("heads/", "branch ").replace("tags/", "tag ")} in ${nameOf(at)}`),
      })
      .then(({ data }) => data.object.sha),

  // A second attempt meets the branch of the first, which the tool looks for.
  createBranch: (at: Repo, branch: string, sha: string) =>
    repeatable(() =>
      rest.git.createRef({
        ...at,
        ref: `refs/heads/${branch}`,
        sha,
        ...about(`commit ${sha} in ${nameOf(at)}`),
      }),
    ),

  gitCommit: (at: Repo, sha: string) =>
    rest.git
      .getCommit({ ...at, commit_sha: sha, ...about(`commit ${sha} in ${nameOf(at)}`) })
      .then(({ data }) => data),

  // Trees and commits are named by what is in them and seen by nobody until a branch points there.
  createTree: (at: Repo, baseTree: string, tree: NewTreeEntry[]) =>
    repeatable(() =>
      rest.git.createTree({
        ...at,
        base_tree: baseTree,
        tree,
        ...about(`tree ${baseTree} in ${nameOf(at)}`),
      }),
    ).then(({ data }) => data.sha),

  createCommit: (at: Repo, message: string, tree: string, parent: string) =>
    repeatable(() =>
      rest.git.createCommit({
        ...at,
        message,
        tree,
        parents: [parent],
        ...about(`commit ${parent} in ${nameOf(at)}`),
      }),
    ).then(({ data }) => data),

  // To the same commit twice is no change.
  moveBranch: (at: Repo, branch: string, sha: string) =>
    repeatable(() =>
      rest.git.updateRef({
        ...at,
        ref: `heads/${branch}`,
        sha,
        force: false,
        ...about(`branch ${branch} in ${nameOf(at)}`),
      }),
    ),

  /** `admin`, `write`, `read` or `none`; only those who can push may ask. */
  permission: (at: Repo, username: string) =>
    cached(`permission ${nameOf(at)} ${username}`.toLowerCase(), () =>
      rest.repos
        .getCollaboratorPermissionLevel({ ...at, username, ...about(`collaborator ${username}`) })
        .then(({ data }) => data.permission),
    ),
});
