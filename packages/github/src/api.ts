import { createCache, type Cache } from "@sophia-mcp/core/cache";
import type { Http, HttpInit } from "@sophia-mcp/core/http";
import type { Octokit } from "@octokit/rest";
import { accountApi } from "./api/account.ts";
import { actionsApi } from "./api/actions.ts";
import { codeApi } from "./api/code.ts";
import { issueApi } from "./api/issues.ts";
import { pullApi } from "./api/pulls.ts";
import { createLockdown } from "./lockdown.ts";
import { version } from "./version.ts";

/** What each part of the API is built from. */
export interface Client {
  rest: Octokit["rest"];
  /** Names what a request is about, for a 404; `bytes` is for answers that are no JSON. */
  about(what: string, expect?: HttpInit["expect"]): { request: { fetch: Http["fetch"] } };
  /** Keeps an answer for a while: default branches, the caller, what people may do. */
  cached: Cache;
}

export type GitHubApi = Awaited<ReturnType<typeof connectGitHub>>;

export interface GitHubOptions {
  base_url: string;
  lockdown: boolean;
  /** `token`, or `app` for an installation, which is nobody's account. */
  credential: string;
}

const cacheMs = 60_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The endpoints that the tools use, through GitHub's own SDK, which is imported here and thus on the first call. It is
 * given core's client for a `fetch`: that adds the credential, and all that the SDK lacks.
 */
export async function connectGitHub(http: Http, options: GitHubOptions) {
  const { Octokit } = await import("@octokit/rest");
  const octokit = new Octokit({
    baseUrl: options.base_url,
    userAgent: `sophia-mcp-github/${version}`,
    log: silent,
    request: { fetch: http.fetch, log: silent },
  });
  const client: Client = {
    rest: octokit.rest,
    about: (what, expect = "json") => ({
      request: { fetch: (input, init) => http.fetch(input, { ...init, what, expect }) },
    }),
    cached: createCache(cacheMs),
  };
  const code = codeApi(client);
  return {
    credential: options.credential,
    ...code,
    ...accountApi(client),
    ...issueApi(client),
    ...pullApi(client),
    ...actionsApi(client),
    lockdown: createLockdown(client, code, options.lockdown),
  };
}
