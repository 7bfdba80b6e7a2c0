import type { Client } from "../api.ts";
import type { PageQuery } from "../pages.ts";

/** Who calls, and what waits for them. */
export const accountApi = ({ rest, about, cached }: Client) => ({
  /** Not for App installations: they are nobody. */
  me: () => cached("me", () => rest.users.getAuthenticated(about("account of this credential"))),

  installationRepositories: () =>
    rest.apps.listReposAccessibleToInstallation({ per_page: 1, ...about("installation") }),

  limits: () => rest.rateLimit.get().then(({ data }) => data.resources),

  /** Found by e-mail or by name; at most five. */
  findUsers: (q: string) =>
    rest.search.users({ q, per_page: 5 }).then(({ data }) => data.items.map(({ login }) => login)),

  notifications: (query: PageQuery & { all?: boolean; participating?: boolean; since?: string }) =>
    rest.activity.listNotificationsForAuthenticatedUser({ ...query, ...about("notifications") }),
});
