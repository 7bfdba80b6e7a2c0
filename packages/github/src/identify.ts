import type { Identity } from "@sophia-mcp/core/server";
import type { GitHubApi } from "./api.ts";

const scopeList = (header: string): string[] =>
  header
    .split(",")
    .map((scope) => scope.trim())
    .filter((scope) => scope !== "");

export interface Me {
  login: string;
  type: string;
  name?: string;
  email?: string;
  url?: string;
  /** How many an App installation may see. */
  repositories?: number;
  scopes?: string[];
}

/** Who the credential belongs to. Classic tokens tell their scopes; the others tell none. */
export async function whoAmI(api: GitHubApi): Promise<Me> {
  if (api.credential !== "token") {
    const { data } = await api.installationRepositories();
    return { login: api.credential, type: "App installation", repositories: data.total_count };
  }
  const { data, headers } = await api.me();
  const told = headers["x-oauth-scopes"];
  return {
    login: data.login,
    type: data.type,
    ...(data.name ? { name: data.name } : {}),
    ...(data.email ? { email: data.email } : {}),
    url: data.html_url,
    ...(told === undefined ? {} : { scopes: scopeList(told) }),
  };
}

export async function identify(api: GitHubApi): Promise<Identity> {
  const me = await whoAmI(api);
  const lockdown = api.lockdown.on ? ["Lockdown mode is on."] : [];
  const untold = "GitHub tells the rights of classic tokens only: a call that lacks one names it.";
  return {
    account: me.repositories === undefined ? me.login : `${me.login}, ${me.repositories} repositories`,
    ...(me.scopes ? { scopes: me.scopes } : {}),
    notes: [...(me.scopes ? [] : [untold]), ...lockdown],
  };
}
