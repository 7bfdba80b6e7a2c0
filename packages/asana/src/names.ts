import { InputError, ToolError } from "@sophia-mcp/core/errors";
import { both as named, theOne } from "@sophia-mcp/core/names";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import type { AsanaApi } from "./api.ts";
import { idIn } from "./params.ts";
import type { Named } from "./records.ts";

export const fold = (text: string): string => text.trim().toLowerCase();

/** A thing as every answer shows it. */
export const both = ({ name, gid }: Named): string => named(name, gid);

const shown = { name: (entry: Named): string => entry.name ?? "", show: both };

/**
 * The workspace to work in: the given one, the setting's, or the only one.
 * @throws InputError that names the workspaces when it is not clear
 */
export async function findWorkspace(api: AsanaApi, given: string | undefined): Promise<Named> {
  const wanted = given || api.defaultWorkspace;
  const known = await api.workspaces();
  if (wanted) return pick(known, wanted, "workspace");
  const [only, second] = known;
  if (only && !second) return only;
  throw new InputError(
    `Which workspace? Pass workspace as one of ${known.map(both).join(", ")}, or set ASANA_WORKSPACE.`,
  );
}

/**
 * One of a known set, by id or name.
 * @throws InputError with the set when nothing fits, with the candidates when several do
 */
export function pick<T extends Named>(known: readonly T[], given: string, what: string): T {
  const id = idIn(given);
  const wanted = fold(given);
  const exact = known.find((entry) => entry.gid === id || entry.gid === given);
  if (exact) return exact;
  const fitting = known.filter((entry) => fold(entry.name ?? "") === wanted);
  return theOne(given, fitting, { ...shown, what, known });
}

type Kind = "project" | "user" | "tag" | "team" | "portfolio";

/** Names are completed by words, so a part of a name is enough when it fits one thing only. */
async function findByName(
  api: AsanaApi,
  kind: Kind,
  given: string,
  workspace: string | undefined,
): Promise<Named> {
  const chosen = workspace || api.defaultWorkspace;
  const workspaces = chosen ? [await findWorkspace(api, chosen)] : await api.workspaces();
  const searches = workspaces.map(({ gid }) => api.typeahead(gid, kind, given, 10));
  const found = (await Promise.all(searches)).flat();
  const same = found.filter(({ name }) => fold(name ?? "") === fold(given));
  return theOne(given, same.length > 0 ? same : found, {
    ...shown,
    what: kind,
    known: [],
    hint: `Look it up with asana_search_objects, type ${kind}.`,
  });
}

/** A person by id, e-mail, name or `me`; `none` is nobody. */
export async function findUser(api: AsanaApi, given: string, workspace?: string): Promise<Named> {
  if (fold(given) === "me") return { gid: "me" };
  const id = idIn(given);
  if (id !== undefined) return { gid: id };
  if (!/^[^\s@]{1,100}@[^\s@]{1,200}$/.test(given)) return findByName(api, "user", given, workspace);
  try {
    return await api.user(given);
  } catch (error) {
    const status = error instanceof ToolError ? error.details.status : undefined;
    if (status !== 400 && status !== 404) throw error;
    throw new InputError(`Nobody in Asana has the e-mail address ${given}. asana_list_users lists people.`, {
      cause: error,
    });
  }
}

/** The id itself, for fields that do not know `me`. */
export async function userId(api: AsanaApi, given: string): Promise<string> {
  const { gid } = await findUser(api, given);
  return gid === "me" ? (await api.me()).gid : gid;
}

/** The value of an `assignee` or `owner` field: null clears it. */
export async function userValue(api: AsanaApi, given: string, workspace?: string): Promise<string | null> {
  return fold(given) === "none" ? null : (await findUser(api, given, workspace)).gid;
}

async function find(
  api: AsanaApi,
  kind: Kind,
  given: string,
  workspace: string | undefined,
): Promise<string> {
  const id = idIn(given, kind === "project" ? "project" : "other");
  return id ?? (await findByName(api, kind, given, workspace)).gid;
}

export const findProject = (api: AsanaApi, given: string, workspace?: string): Promise<string> =>
  find(api, "project", given, workspace);

export const findTeam = (api: AsanaApi, given: string, workspace?: string): Promise<string> =>
  find(api, "team", given, workspace);

export const findTag = (api: AsanaApi, given: string, workspace?: string): Promise<string> =>
  find(api, "tag", given, workspace);

export const findPortfolio = (api: AsanaApi, given: string, workspace?: string): Promise<string> =>
  find(api, "portfolio", given, workspace);

/** A section by id, or by name in its project. */
export async function findSection(
  api: AsanaApi,
  given: string,
  projectGid: string | undefined,
): Promise<string> {
  const id = idIn(given);
  if (id !== undefined) return id;
  if (projectGid === undefined)
    throw new InputError(`Section "${given}" needs its project: names of sections repeat. Pass project too.`);
  return pick(await api.sections(projectGid), given, "section of this project").gid;
}

/** What is a help and not a need: a plan or token without it still gets the rest. */
export async function ifAvailable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await ifPermitted(work);
  } catch (error) {
    if (isPaidOnly(error)) return undefined;
    throw error;
  }
}

export const isPaidOnly = (error: unknown): boolean =>
  error instanceof ToolError && error.details.status === 402;
