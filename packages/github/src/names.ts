import { InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import type { GitHubApi } from "./api.ts";
import { nameOf, type Repo } from "./params.ts";

const fold = (text: string): string => text.trim().toLowerCase();

/**
 * A login, from a login, an e-mail address, a full name, or `@me`.
 * @throws InputError with the candidates when nobody or several people are meant
 */
export async function loginOf(api: GitHubApi, given: string): Promise<string> {
  const plain = given.trim().replace(/^@/, "");
  if (fold(plain) === "me") return (await api.me()).data.login;
  // Enterprise accounts carry an underscore, apps end in [bot].
  if (/^[a-z\d][\w-]{0,60}(\[bot\])?$/i.test(plain)) return plain;
  const quoted = plain.replaceAll('"', "");
  const found = await api.findUsers(plain.includes("@") ? `${quoted} in:email` : `"${quoted}" in:name`);
  const [login] = found;
  if (found.length === 1 && login) return login;
  throw new InputError(
    found.length === 0
      ? `GitHub finds nobody called "${given}" (e-mail addresses only where they are public). Pass the login.`
      : `"${given}" may be any of ${found.join(", ")}. Pass one of these logins.`,
  );
}

export const loginsOf = (api: GitHubApi, given: readonly string[]): Promise<string[]> =>
  Promise.all(given.map((one) => loginOf(api, one)));

/**
 * Labels as the repository spells them. GitHub would make a new one of every name it does not know.
 * @throws InputError with the nearest known label
 */
export async function labelsOf(api: GitHubApi, at: Repo, given: readonly string[]): Promise<string[]> {
  if (given.length === 0) return [];
  const known: string[] = [];
  for (let page = 1; page <= 10; page++) {
    const { data } = await api.labels(at, { page, per_page: 100 });
    known.push(...data.map((label) => label.name));
    if (data.length < 100) break;
  }
  return given.map((name) => {
    const found = known.find((label) => fold(label) === fold(name));
    if (found !== undefined) return found;
    const near = nearest(fold(name), known);
    throw new InputError(
      `${nameOf(at)} has no label "${name}". ${near ? `Did you mean "${near}"?` : `Known: ${known.slice(0, 40).join(", ")}.`}`,
    );
  });
}

/** A milestone's number from its title or number. @throws InputError with the open ones */
export async function milestoneOf(api: GitHubApi, at: Repo, given: string): Promise<number> {
  const open = await api.milestones(at);
  const found =
    open.find((milestone) => fold(milestone.title) === fold(given)) ??
    open.find((milestone) => String(milestone.number) === given.trim());
  if (found) return found.number;
  const titles = open.map((milestone) => `"${milestone.title}"`).join(", ");
  throw new InputError(`${nameOf(at)} has no open milestone "${given}". Open: ${titles || "none"}.`);
}
