import { createRequire } from "node:module";
import { defineEmulator } from "../emulator.ts";
import { fail } from "./errors.ts";
import { limitHeaders } from "./limits.ts";
import { accountRoutes } from "./routes-account.ts";
import { actionRoutes } from "./routes-actions.ts";
import { gitRoutes } from "./routes-git.ts";
import { issueRoutes } from "./routes-issues.ts";
import { pullRoutes } from "./routes-pulls.ts";
import { repositoryRoutes } from "./routes-repositories.ts";
import { reviewRoutes } from "./routes-reviews.ts";
import { searchRoutes } from "./routes-search.ts";
import { createState } from "./seed.ts";
import type { GitHubState } from "./state.ts";
import { authenticate, HOLDERS, holderOf } from "./tokens.ts";

/** GitHub's REST API, version 2022-11-28. */
export const github = defineEmulator<GitHubState>({
  id: "github",
  title: "GitHub",
  env: (url) => ({ GITHUB_BASE_URL: url, GITHUB_PERSONAL_ACCESS_TOKEN: HOLDERS[0]?.token ?? "" }),
  createState,
  authenticate,
  routes: [
    ...accountRoutes,
    ...searchRoutes,
    ...repositoryRoutes,
    ...gitRoutes,
    ...issueRoutes,
    ...pullRoutes,
    ...reviewRoutes,
    ...actionRoutes,
  ],
  fail,
  headers(call, state): Record<string, string> {
    if (call.path.startsWith("/actions-results/")) return {};
    const scopes = holderOf(call)?.classic;
    return {
      ...limitHeaders(call, state),
      "x-github-media-type": "github.v3; format=json",
      "x-github-api-version-selected": "2022-11-28",
      "x-github-request-id": `${state.used.get("core") ?? 0}:SANDBOX`,
      ...(scopes ? { "x-oauth-scopes": scopes.join(", ") } : {}),
    };
  },
  spec: {
    description: "official",
    // Of a package for development: in a published sandbox the check is not there.
    resolve: async () => [
      createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json"),
    ],
    exempt: ({ path }) => path.startsWith("/actions-results/"),
  },
});
