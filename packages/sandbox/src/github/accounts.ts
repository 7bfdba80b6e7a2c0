import type { World } from "../world/world.ts";
import type { Account, GitHubState } from "./state.ts";
import { accountOf } from "./state.ts";

export const ORGANISATION = "tessalane";

/** People from outside: anyone may write into a public repository. */
export const STRANGERS = {
  helper: "quietmerlin",
  attacker: "stock-report-fixes",
  student: "lena-codes",
} as const;

export const ACTIONS_BOT = "github-actions[bot]";

/** Employees without a GitHub account of their own kind have one as well: they file and comment. */
export function createAccounts(world: World): Map<string, Account> {
  const people = world.people.map((person, index): Account => ({
    id: 58_120_400 + index * 131,
    login: person.githubLogin,
    name: person.name,
    email: person.email,
    type: "User",
  }));
  const others: Account[] = [
    { id: 58_100_001, login: ORGANISATION, name: "Tessalane", email: null, type: "Organization" },
    { id: 41_898_282, login: ACTIONS_BOT, name: null, email: null, type: "Bot" },
    { id: 91_400_112, login: STRANGERS.helper, name: "Merlin Quist", email: null, type: "User" },
    { id: 191_400_887, login: STRANGERS.attacker, name: null, email: null, type: "User" },
    { id: 77_204_561, login: STRANGERS.student, name: "Lena Marsh", email: null, type: "User" },
  ];
  return new Map([...people, ...others].map((account) => [account.login.toLowerCase(), account]));
}

export const nodeId = (kind: string, id: number | string): string =>
  `${kind}_${Buffer.from(`${kind}${id}`).toString("base64url")}`;

/** A user as every answer shows it; deleted accounts are null. */
export function presentUser(state: GitHubState, origin: string, login: string | undefined) {
  const account = login === undefined ? undefined : accountOf(state, login);
  if (!account) return null;
  const api = `${origin}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("U", account.id),
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    gravatar_id: "",
    url: api,
    html_url: `https://github.com/${account.type === "Bot" ? `apps/${account.login.replace("[bot]", "")}` : account.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

export function presentMe(state: GitHubState, origin: string, login: string) {
  const account = accountOf(state, login);
  const at = state.world.calendar.at(-900);
  return {
    ...presentUser(state, origin, login),
    user_view_type: "private",
    name: account?.name ?? null,
    company: "Tessalane",
    blog: "",
    location: null,
    email: account?.email ?? null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 2,
    public_gists: 0,
    followers: 41,
    following: 12,
    created_at: at,
    updated_at: at,
    private_gists: 0,
    total_private_repos: 2,
    owned_private_repos: 0,
    disk_usage: 1200,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "free", space: 976_562_499, private_repos: 10_000, collaborators: 0 },
  };
}
