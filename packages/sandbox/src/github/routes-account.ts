import { type Answer, refuse, route } from "../emulator.ts";
import { presentMe } from "./accounts.ts";
import { refusal } from "./errors.ts";
import { visibleRepos } from "./find.ts";
import { limitOf } from "./limits.ts";
import { paged } from "./paging.ts";
import { apiUrl, type GitHubCall, minimalRepository, repository } from "./present.ts";
import type { GitHubState, Notification, Repo } from "./state.ts";
import { actorOf, holderOf, mintToken } from "./tokens.ts";

function me(call: GitHubCall): Answer {
  if (holderOf(call)?.kind === "installation") refuse(refusal(403, "Resource not accessible by integration"));
  return { body: presentMe(call.state, call.origin, actorOf(call)) };
}

function rateLimit({ state }: GitHubCall): Answer {
  const resources = {
    core: limitOf(state, "core"),
    search: limitOf(state, "search"),
    code_search: limitOf(state, "code_search"),
    graphql: limitOf(state, "graphql"),
  };
  return { body: { resources, rate: resources.core } };
}

function installationRepositories(call: GitHubCall): Answer {
  if (holderOf(call)?.kind !== "installation") {
    refuse(
      refusal(
        403,
        "You must authenticate with an installation access token in order to list repositories for an installation.",
      ),
    );
  }
  const repos = visibleRepos(call);
  return paged(
    call,
    repos,
    (repo) => repository(call, repo),
    (page) => ({ total_count: repos.length, repository_selection: "all", repositories: page }),
  );
}

function present(call: GitHubCall, repo: Repo, it: Notification) {
  const issue = repo.issues.get(it.number);
  const api = `${apiUrl(call, repo)}/${issue?.pull ? "pulls" : "issues"}/${it.number}`;
  return {
    id: it.id,
    repository: minimalRepository(call, repo),
    subject: {
      title: issue?.title ?? "",
      url: api,
      latest_comment_url: api,
      type: issue?.pull ? "PullRequest" : "Issue",
    },
    reason: it.reason,
    unread: it.unread,
    updated_at: it.updatedAt,
    last_read_at: it.unread ? null : it.updatedAt,
    url: `${call.origin}/notifications/threads/${it.id}`,
    subscription_url: `${call.origin}/notifications/threads/${it.id}/subscription`,
  };
}

/** GitHub gives these to classic tokens only. */
function notifications(call: GitHubCall): Answer {
  const holder = holderOf(call);
  if (holder?.kind !== "classic" || !holder.permissions.includes("notifications")) {
    const accepted: Record<string, string> = holder?.classic
      ? { "x-accepted-oauth-scopes": "notifications, repo" }
      : {};
    refuse({ ...refusal(403, "Resource not accessible by personal access token"), headers: accepted });
  }
  const { query } = call;
  const [all, taking, since] = [
    query.get("all") === "true",
    query.get("participating") === "true",
    query.get("since"),
  ];
  const login = actorOf(call);
  const rows = visibleRepos(call)
    .flatMap((repo) => repo.notifications.map((it) => ({ repo, it })))
    .filter(
      ({ it }) =>
        it.login === login &&
        (all || it.unread) &&
        (!taking || it.reason !== "subscribed") &&
        (!since || Date.parse(it.updatedAt) >= Date.parse(since)),
    )
    .sort((left, right) => (left.it.updatedAt < right.it.updatedAt ? 1 : -1));
  return paged(call, rows, ({ repo, it }) => present(call, repo, it));
}

export const accountRoutes = [
  route<GitHubState>("GET", "/user", me),
  route<GitHubState>("GET", "/rate_limit", rateLimit),
  route<GitHubState>("GET", "/installation/repositories", installationRepositories),
  route<GitHubState>("GET", "/notifications", notifications),
  route<GitHubState>("POST", "/app/installations/{installationId}/access_tokens", mintToken),
];
