import { InputError } from "@sophia-mcp/core/errors";
import { both, theOne, unlabel } from "@sophia-mcp/core/names";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import type { User, Workspace } from "./answers.ts";
import type { GongApi } from "./api.ts";
import { oneLine } from "./lines.ts";

/** The id, e-mail or name out of what an answer showed. */
export const plain = (given: string): string => unlabel(given, /^\d{1,20}$/);

export const isId = (text: string): boolean => /^\d{5,20}$/.test(text);

export const userName = (user: Pick<User, "firstName" | "lastName" | "emailAddress">): string =>
  oneLine(`${user.firstName ?? ""} ${user.lastName ?? ""}`) || (user.emailAddress ?? "");

/** Shows users of given ids as `Name [id]`, or by e-mail or id alone when the token may not read users. */
export async function userLabels(api: GongApi): Promise<(id: string, email?: string) => string> {
  const users = new Map(((await ifPermitted(api.users())) ?? []).map((user) => [user.id, user]));
  return (id, email) => {
    const user = users.get(id);
    return both(user ? userName(user) : (email ?? ""), id);
  };
}

const addressesOf = (user: User): string[] =>
  [user.emailAddress ?? "", ...(user.emailAliases ?? [])].map((address) => address.toLowerCase());

/**
 * A user by id, e-mail or name; those who left are found too, after the others.
 * @throws InputError with candidates when the name is unknown or ambiguous
 */
export async function findUser(api: GongApi, given: string): Promise<User> {
  const wanted = plain(given).toLowerCase();
  if (isId(wanted)) return api.user(wanted);
  const users = await api.users();
  const exact = users.find((user) => addressesOf(user).includes(wanted));
  if (exact) return exact;
  const fitting = users.filter((user) => userName(user).toLowerCase().includes(wanted));
  const active = fitting.filter((user) => user.active !== false);
  const named = active.length > 0 ? active : fitting;
  const whole = named.filter((user) => userName(user).toLowerCase() === wanted);
  const best = whole.length === 1 ? whole : named;
  return theOne(given, best, {
    what: "user",
    name: (user) => userName(user),
    show: (user) =>
      user.emailAddress ? `${userName(user)} <${user.emailAddress}>` : both(userName(user), user.id),
    known: users,
  });
}

/** Ids need no look-up, so they work also without the scope for users. */
export async function userId(api: GongApi, given: string): Promise<string> {
  const wanted = plain(given);
  return isId(wanted) ? wanted : (await findUser(api, given)).id;
}

export const userIds = (api: GongApi, given: readonly string[] | undefined): Promise<string[]> | undefined =>
  given && Promise.all(given.map((one) => userId(api, one)));

/** @throws InputError with all workspaces when the name is unknown */
export async function workspaceId(api: GongApi, given: string): Promise<string> {
  const wanted = plain(given);
  if (isId(wanted)) return wanted;
  const workspaces = await api.workspaces();
  const named = workspaces.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return theOne(given, named, {
    what: "workspace",
    name: ({ name }) => name,
    show: showWorkspace,
    known: workspaces,
  }).id;
}

const showWorkspace = ({ name, id }: Workspace): string => both(name, id);

/** The workspace that was named, or the only one there is, for endpoints that demand one. */
export async function workspaceOrOnly(api: GongApi, given: string | undefined): Promise<string> {
  if (given !== undefined) return workspaceId(api, given);
  const workspaces: readonly Workspace[] = await api.workspaces();
  const [only] = workspaces;
  if (only && workspaces.length === 1) return only.id;
  const known = workspaces.map(showWorkspace).join(", ");
  throw new InputError(`Which workspace? Pass workspace, one of ${known}.`);
}

/** @throws InputError when it is neither an id nor a link to a call */
export function callId(given: string): string {
  const text = given.trim();
  const id = isId(text) ? text : (/[?&]id=(\d{5,20})\b/.exec(text)?.[1] ?? plain(text));
  if (isId(id)) return id;
  throw new InputError(
    `"${given.slice(0, 80)}" is no call: pass its id or its link. gong_search_calls finds calls.`,
  );
}
