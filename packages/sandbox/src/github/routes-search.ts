import { type Answer, route } from "../emulator.ts";
import { invalid, unprocessable } from "./errors.ts";
import { visibleRepos, wants } from "./find.ts";
import { filesAt } from "./git.ts";
import { pageOf, paged } from "./paging.ts";
import {
  apiUrl,
  fullName,
  type GitHubCall,
  htmlUrl,
  minimalRepository,
  repository,
  user,
} from "./present.ts";
import { issue } from "./present-issue.ts";
import {
  hasWords,
  inRange,
  parseQuery,
  type Qualifier,
  type Query,
  valuesOf,
  withinThousand,
} from "./query.ts";
import { sortIssues } from "./routes-issues.ts";
import type { GitHubState, Issue, Repo } from "./state.ts";
import { actorOf } from "./tokens.ts";

type Found<Row> = { rows: Row[]; present(row: Row): unknown; extra?: Record<string, unknown> };

function answer<Row>(call: GitHubCall, { rows, present, extra }: Found<Row>): Answer {
  const { page, size } = pageOf(call.query);
  withinThousand(page, size);
  return paged(call, rows.slice(0, 1000), present, (items) => ({
    total_count: rows.length,
    incomplete_results: false,
    ...extra,
    items,
  }));
}

/** Repositories that `repo:`, `org:` and `user:` leave. */
function scope(call: GitHubCall, query: Query): Repo[] {
  const repos = visibleRepos(call);
  const named = valuesOf(query, "repo");
  const owners = [...valuesOf(query, "org"), ...valuesOf(query, "user")];
  if (named.length + owners.length === 0) return repos;
  const found = repos.filter((repo) => named.includes(fullName(repo)) || owners.includes(repo.owner));
  if (found.length === 0) {
    invalid(
      "Search",
      "q",
      "invalid",
      "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.",
    );
  }
  return found;
}

function repositoryHas(repo: Repo, { name, value }: Qualifier): boolean {
  const wanted = value.toLowerCase();
  if (name === "language") return repo.language.toLowerCase() === wanted;
  if (name === "topic") return repo.topics.includes(wanted);
  if (name === "is") return wanted === (repo.isPrivate ? "private" : "public");
  if (name === "archived") return wanted === "false";
  if (name === "pushed") return inRange(value, repo.pushedAt);
  if (name === "stars") return inRange(value, repo.stars);
  return true;
}

function searchRepositories(call: GitHubCall): Answer {
  const query = parseQuery(call.query.get("q"));
  const rows = scope(call, query).filter(
    (repo) =>
      hasWords(query, `${fullName(repo)} ${repo.description} ${repo.topics.join(" ")}`) &&
      query.qualifiers.every((one) => repositoryHas(repo, one) !== one.not),
  );
  const sort = call.query.get("sort");
  if (sort === "stars") rows.sort((left, right) => right.stars - left.stars);
  if (sort === "forks") rows.sort((left, right) => right.forks - left.forks);
  if (sort === "updated") rows.sort((left, right) => (left.pushedAt < right.pushedAt ? 1 : -1));
  if (call.query.get("order") === "asc") rows.reverse();
  return answer(call, { rows, present: (repo) => ({ ...repository(call, repo), score: 1 }) });
}

const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  typescript: ["ts", "tsx"],
  rust: ["rs"],
  python: ["py"],
  sql: ["sql"],
  markdown: ["md"],
  yaml: ["yml", "yaml"],
};

type Place = { repo: Repo; path: string; sha: string; text: string };

function fileHas({ path }: Place, { name, value }: Qualifier): boolean {
  const file = path.split("/").at(-1) ?? path;
  const extension = file.includes(".") ? (file.split(".").at(-1) ?? "") : "";
  if (name === "language") return LANGUAGES[value.toLowerCase()]?.includes(extension) ?? false;
  if (name === "extension") return extension === value.replace(/^\./, "");
  if (name === "filename") return file.toLowerCase().includes(value.toLowerCase());
  if (name === "path")
    return value === "/" ? !path.includes("/") : path.includes(value.replace(/^\/|\/$/g, ""));
  return true;
}

function searchCode(call: GitHubCall): Answer {
  const query = parseQuery(call.query.get("q"));
  if (
    query.words.length === 0 &&
    !query.qualifiers.some(({ name }) => name === "filename" || name === "path")
  ) {
    invalid("Search", "q", "missing", "Must include at least one search term");
  }
  const rows = scope(call, query).flatMap((repo): Place[] => {
    const head = repo.branches.get(repo.defaultBranch) ?? "";
    const files = [...filesAt(repo.objects, head)].map(([path, { sha }]) => {
      return { repo, path, sha, text: repo.objects.blobs.get(sha)?.toString("utf8") ?? "" };
    });
    return files.filter(
      (place) =>
        hasWords(query, place.text) && query.qualifiers.every((one) => fileHas(place, one) !== one.not),
    );
  });
  return answer(call, { rows, present: (place) => presentCode(call, query, place) });
}

function presentCode(call: GitHubCall, query: Query, { repo, path, sha, text }: Place) {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const head = repo.branches.get(repo.defaultBranch) ?? "";
  const url = `${apiUrl(call, repo)}/contents/${encoded}?ref=${head}`;
  return {
    name: path.split("/").at(-1) ?? path,
    path,
    sha,
    url,
    git_url: `${apiUrl(call, repo)}/git/blobs/${sha}`,
    html_url: `${htmlUrl(repo)}/blob/${head}/${encoded}`,
    repository: minimalRepository(call, repo),
    score: 1,
    ...(wants(call, "text-match") ? { text_matches: textMatches(query, url, text) } : {}),
  };
}

function textMatches({ words }: Query, url: string, text: string) {
  const [word] = words;
  const at = word === undefined ? -1 : text.toLowerCase().indexOf(word);
  if (word === undefined || at < 0) return [];
  const start = Math.max(0, text.lastIndexOf("\n", Math.max(0, at - 60)) + 1);
  const fragment = text.slice(start, at + 160);
  return [
    {
      object_url: url,
      object_type: "FileContent",
      property: "content",
      fragment,
      matches: [{ text: text.slice(at, at + word.length), indices: [at - start, at - start + word.length] }],
    },
  ];
}

type Hit = { repo: Repo; it: Issue };

/** One qualifier of an issue search. Unknown names match nothing, as words that are nowhere. */
function issueHas(call: GitHubCall, { repo, it }: Hit, { name, value }: Qualifier): boolean {
  const wanted = value.toLowerCase();
  const login = (wanted === "@me" ? actorOf(call) : wanted).toLowerCase();
  const comments = repo.comments.filter((one) => one.number === it.number);
  switch (name) {
    case "is":
    case "type":
      return isA(it, repo, wanted);
    case "state":
      return it.open === (wanted === "open");
    case "author":
      return it.author.toLowerCase() === login;
    case "assignee":
      return it.assignees.some((one) => one.toLowerCase() === login);
    case "commenter":
      return comments.some((one) => one.author.toLowerCase() === login);
    case "mentions":
      return `${it.body ?? ""} ${comments.map((one) => one.body).join(" ")}`
        .toLowerCase()
        .includes(`@${login}`);
    case "involves":
      return [it.author, ...it.assignees, ...comments.map((one) => one.author)].some(
        (one) => one.toLowerCase() === login,
      );
    case "review-requested":
      return it.pull?.reviewers.some((one) => one.toLowerCase() === login) ?? false;
    case "label":
      return it.labels.some((one) => one.toLowerCase() === wanted);
    case "milestone":
      return repo.milestones.some((one) => one.number === it.milestone && one.title.toLowerCase() === wanted);
    case "no":
      return wanted === "assignee"
        ? it.assignees.length === 0
        : wanted === "label"
          ? it.labels.length === 0
          : it.milestone === undefined;
    case "head":
      return it.pull?.head === value;
    case "base":
      return it.pull?.base === value;
    case "draft":
      return it.pull?.draft === (wanted === "true");
    case "comments":
      return inRange(value, comments.length);
    case "created":
      return inRange(value, it.createdAt);
    case "updated":
      return inRange(value, it.updatedAt);
    case "closed":
      return it.closedAt !== undefined && inRange(value, it.closedAt);
    case "merged":
      return it.pull?.mergedAt !== undefined && inRange(value, it.pull.mergedAt);
    default:
      return ["repo", "org", "user", "in", "sort", "archived"].includes(name);
  }
}

function isA(it: Issue, repo: Repo, wanted: string): boolean {
  const kinds = [
    it.pull ? "pr" : "issue",
    ...(it.pull ? ["pull-request"] : []),
    it.open ? "open" : "closed",
    repo.isPrivate ? "private" : "public",
    ...(it.pull ? [it.pull.mergedAt === undefined ? "unmerged" : "merged"] : []),
    ...(it.pull?.draft ? ["draft"] : []),
    ...(it.type === undefined ? [] : [it.type.toLowerCase()]),
  ];
  return kinds.includes(wanted);
}

function searchIssues(call: GitHubCall): Answer {
  const query = parseQuery(call.query.get("q"));
  const kinds = [...valuesOf(query, "is"), ...valuesOf(query, "type")];
  if (!kinds.some((kind) => ["issue", "pr", "pull-request"].includes(kind))) {
    unprocessable("Query must include 'is:issue' or 'is:pull-request'");
  }
  const parts = valuesOf(query, "in");
  const textOf = ({ repo, it }: Hit): string => {
    const comments = repo.comments.filter((one) => one.number === it.number).map((one) => one.body);
    const all = { title: [it.title], body: [it.body ?? ""], comments };
    const chosen = parts.length === 0 ? (["title", "body", "comments"] as const) : parts;
    return chosen.flatMap((part) => all[part as keyof typeof all] ?? []).join("\n");
  };
  const hits = scope(call, query)
    .flatMap((repo) => [...repo.issues.values()].map((it): Hit => ({ repo, it })))
    .filter(
      (hit) =>
        hasWords(query, textOf(hit)) && query.qualifiers.every((one) => issueHas(call, hit, one) !== one.not),
    );
  const owner = new Map(hits.map(({ repo, it }) => [it, repo]));
  const order = sortIssues(
    (it) => owner.get(it) ?? (hits[0] as Hit).repo,
    call.query.get("sort"),
    call.query.get("order"),
  );
  const rows = hits.sort((left, right) => order(left.it, right.it));
  return answer(call, {
    rows,
    present: ({ repo, it }) => ({ ...issue(call, repo, it), body: it.body ?? "", score: 1 }),
    extra: { search_type: "lexical" },
  });
}

function searchUsers(call: GitHubCall): Answer {
  const query = parseQuery(call.query.get("q"));
  const fields = valuesOf(query, "in");
  const rows = [...call.state.accounts.values()].filter(({ type, login, name, email }) => {
    const all = { login, name: name ?? "", fullname: name ?? "", email: email ?? "" };
    const chosen = fields.length === 0 ? (["login", "name", "email"] as const) : fields;
    const text = chosen.map((field) => all[field as keyof typeof all] ?? "").join(" ");
    return type === "User" && query.words.length > 0 && hasWords(query, text);
  });
  return answer(call, { rows, present: ({ login }) => ({ ...user(call, login), score: 1 }) });
}

export const searchRoutes = [
  route<GitHubState>("GET", "/search/repositories", searchRepositories),
  route<GitHubState>("GET", "/search/code", searchCode),
  route<GitHubState>("GET", "/search/issues", searchIssues),
  route<GitHubState>("GET", "/search/users", searchUsers),
];
