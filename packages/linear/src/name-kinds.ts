import { both } from "@sophia-mcp/core/names";
import type { Names } from "./documents/workspace.ts";
import { isUuid, slugOf, unlabel } from "./refs.ts";

export interface Row {
  id: string;
  name?: string | null;
  position?: number;
  team?: { id: string; key: string } | null;
}

type Rows<K extends keyof Names> = NonNullable<Names[K]> extends { nodes: (infer R)[] } ? R : never;

/** How one kind of name is matched, and how it is shown in a message. */
export interface Kind<R> {
  what: string;
  list: Exclude<keyof Names, "issue">;
  /** The variable that holds this kind's filter. */
  key: string;
  /** Names by which a row is known, the exact ones first. */
  known(row: R): (string | null | undefined)[];
  show(row: R): string;
  /** Where to look on, for a kind of which there may be more than one look-up returns. */
  hint?: string;
  /** Matches besides equal names. */
  fits?(row: R, given: string): boolean;
}

const shown = (row: Row): string =>
  row.team ? both(`${row.name} (${row.team.key})`, row.id) : both(row.name ?? "", row.id);

const kinds = {
  team: {
    what: "team",
    list: "teams",
    key: "teams",
    known: ({ key, name }) => [key, name, both(name, key)],
    show: ({ name, key }) => both(name, key),
  },
  state: {
    what: "state",
    list: "workflowStates",
    key: "states",
    known: ({ name }) => [name],
    show: shown,
    fits: ({ type }, given) => type === given,
  },
  user: {
    what: "person",
    list: "users",
    key: "users",
    known: ({ email, displayName, name }) => [email, displayName, name],
    show: ({ name, email }) => `${name} <${email}>`,
    hint: "linear_list_users finds people.",
    fits: ({ name, isMe }, given) => (given === "me" ? isMe : name.toLowerCase().includes(given)),
  },
  label: {
    what: "label",
    list: "issueLabels",
    key: "labels",
    known: ({ name }) => [name],
    show: shown,
    hint: "linear_list_labels finds labels.",
  },
  project: {
    what: "project",
    list: "projects",
    key: "projects",
    known: ({ name, slugId }) => [slugId, name],
    show: shown,
    hint: "linear_list_projects finds projects.",
  },
  milestone: {
    what: "milestone",
    list: "projectMilestones",
    key: "milestones",
    known: ({ name }) => [name],
    show: ({ name, project, id }) => both(`${name} (${project.name})`, id),
    hint: "linear_get_project lists its milestones.",
  },
  cycle: {
    what: "cycle",
    list: "cycles",
    key: "cycles",
    known: ({ name, number }) => [name, `${number}`, `cycle ${number}`],
    show: ({ number, name, team, id }) => both(`${team.key} ${number}${name ? ` ${name}` : ""}`, id),
    fits: ({ isActive, isNext, isPrevious }, given) =>
      (isActive && /^(current|active)$/.test(given)) ||
      (isNext && /^(next|upcoming)$/.test(given)) ||
      (isPrevious && /^(previous|last)$/.test(given)),
  },
  status: {
    what: "project status",
    list: "projectStatuses",
    key: "statuses",
    known: ({ name, type }) => [name, type],
    show: shown,
  },
  initiative: {
    what: "initiative",
    list: "initiatives",
    key: "initiatives",
    known: ({ name, slugId }) => [slugId, name],
    show: shown,
    hint: "linear_list_initiatives finds initiatives.",
  },
} satisfies {
  team: Kind<Rows<"teams">>;
  state: Kind<Rows<"workflowStates">>;
  user: Kind<Rows<"users">>;
  label: Kind<Rows<"issueLabels">>;
  project: Kind<Rows<"projects">>;
  milestone: Kind<Rows<"projectMilestones">>;
  cycle: Kind<Rows<"cycles">>;
  status: Kind<Rows<"projectStatuses">>;
  initiative: Kind<Rows<"initiatives">>;
};

export type KindName = keyof typeof kinds;
export type RowOf<K extends KindName> = Rows<(typeof kinds)[K]["list"]>;

/** Rows of one kind that a name fits, the closest kind of match only: equal names before parts of names. */
export function fitting(kind: Kind<Row>, rows: readonly Row[], given: string): Row[] {
  const text = unlabel(given).replace(/^@/, "").toLowerCase();
  const wanted = slugOf(unlabel(given)) ?? text;
  if (isUuid(text)) return rows.filter(({ id }) => id === text);
  const equal = rows.filter((row) => kind.known(row).some((name) => name?.toLowerCase() === wanted));
  return equal.length > 0 ? equal : rows.filter((row) => kind.fits?.(row, text) === true);
}

/** A kind with its rows' own type forgotten. */
export const kindOf = (name: KindName): Kind<Row> => kinds[name];

export const rowsOf = (found: Names, { list }: Kind<Row>): Row[] =>
  (found[list] as { nodes: Row[] } | undefined)?.nodes ?? [];
