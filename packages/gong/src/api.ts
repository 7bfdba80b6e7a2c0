import { createCache } from "@sophia-mcp/core/cache";
import { InputError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { VendorPage } from "@sophia-mcp/core/paging";
import type {
  Activity,
  AnsweredScorecard,
  Call,
  Coaching,
  Flow,
  Folder,
  FolderContent,
  Records,
  Scorecard,
  Tracker,
  Transcript,
  User,
  UserActivity,
  UserInteraction,
  Workspace,
} from "./answers.ts";
import type { DailyLimit } from "./errors.ts";

export type GongApi = ReturnType<typeof connectGong>;

export interface CallFilter {
  /** ISO 8601; the end is exclusive. */
  fromDateTime?: string | undefined;
  toDateTime?: string | undefined;
  workspaceId?: string | undefined;
  callIds?: readonly string[] | undefined;
  primaryUserIds?: readonly string[] | undefined;
}

/** Days as YYYY-MM-DD in the company's time zone; the end is exclusive. */
export interface DayFilter {
  fromDate: string;
  toDate: string;
  userIds?: readonly string[] | undefined;
}

export interface Selector {
  context?: "Basic" | "Extended";
  exposedFields?: {
    parties?: boolean;
    content?: Readonly<Record<string, boolean>>;
    interaction?: Readonly<Record<string, boolean>>;
    collaboration?: { publicComments: boolean };
  };
}

export type AggregationPeriod = "DAY" | "WEEK" | "MONTH" | "QUARTER" | "YEAR";

/** One page of Gong's, of a size that Gong decides. */
export interface GongPage<Row> extends VendorPage<Row> {
  /** Rows on all pages, where Gong tells. */
  total?: number | undefined;
}

type Listed<Key extends string, Row> = { records?: Records } & { [K in Key]?: Row[] };

/** Names change rarely: users, workspaces and scorecards are kept this long. */
const cacheMs = 5 * 60_000;
const mostUserPages = 50;

/**
 * The endpoints that the tools use. Gong has no SDK.
 * @see https://gong.app.gong.io/settings/api/documentation
 */
export function connectGong(http: Http, baseUrl: string, daily: DailyLimit) {
  const base = `${baseUrl.replace(/\/(v2\/?)?$/, "")}/v2`;
  const cached = createCache(cacheMs);

  async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { query = {}, body, what } = options;
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    daily.check();
    const response = await http.fetch(url, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(what ? { what } : {}),
    });
    return (parseExact(await response.text()) ?? {}) as T;
  }

  async function everyUser(): Promise<User[]> {
    const users: User[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < mostUserPages; pages++) {
      const page = await list<"users", User>("users", request("GET", "/users", { query: { cursor } }));
      users.push(...page.rows);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    return users;
  }

  return {
    calls: (filter: CallFilter, contentSelector: Selector, cursor?: string) =>
      list<"calls", Call>(
        "calls",
        request("POST", "/calls/extensive", { body: { cursor, filter, contentSelector } }),
      ),

    transcripts: (filter: Omit<CallFilter, "primaryUserIds">, cursor?: string) =>
      list<"callTranscripts", Transcript>(
        "callTranscripts",
        request("POST", "/calls/transcript", { body: { cursor, filter } }),
      ),

    /** All users of the company, also those who left. */
    users: () => cached("users", everyUser),

    user: async (id: string): Promise<User> => {
      const path = `/users/${encodeURIComponent(id)}`;
      return (await request<{ user: User }>("GET", path, { what: `user ${id}` })).user;
    },

    workspaces: () =>
      cached("workspaces", async () => {
        const { workspaces = [] } = await request<{ workspaces?: Workspace[] }>("GET", "/workspaces");
        return workspaces;
      }),

    /** Counts for the whole time, or for each period in it. */
    async activity(
      filter: DayFilter,
      aggregationPeriod: AggregationPeriod | undefined,
      cursor?: string,
    ): Promise<GongPage<UserActivity>> {
      if (aggregationPeriod) {
        const path = "/stats/activity/aggregate-by-period";
        const page = await list<
          "usersAggregateActivity",
          Omit<UserActivity, "periods"> & { userAggregateActivity?: Activity[] }
        >("usersAggregateActivity", request("POST", path, { body: { cursor, filter, aggregationPeriod } }));
        return withPeriods(page, (row) => row.userAggregateActivity ?? []);
      }
      const page = await list<
        "usersAggregateActivityStats",
        Omit<UserActivity, "periods"> & { userAggregateActivityStats?: Activity }
      >(
        "usersAggregateActivityStats",
        request("POST", "/stats/activity/aggregate", { body: { cursor, filter } }),
      );
      return withPeriods(page, (row) => [row.userAggregateActivityStats ?? {}]);
    },

    /** The ids of the calls behind each day's counts. */
    async dailyActivity(filter: DayFilter, cursor?: string): Promise<GongPage<UserActivity>> {
      const page = await list<
        "usersDetailedActivities",
        Omit<UserActivity, "periods"> & { userDailyActivityStats?: Activity[] }
      >(
        "usersDetailedActivities",
        request("POST", "/stats/activity/day-by-day", { body: { cursor, filter } }),
      );
      return withPeriods(page, (row) => row.userDailyActivityStats ?? []);
    },

    interaction: (filter: DayFilter, cursor?: string) =>
      list<"peopleInteractionStats", UserInteraction>(
        "peopleInteractionStats",
        request("POST", "/stats/interaction", { body: { cursor, filter } }),
      ),

    scorecards: () =>
      cached("scorecards", async () => {
        const answer = request<{ scorecards?: Scorecard[] }>("GET", "/settings/scorecards");
        return (await orNothing(answer, {})).scorecards ?? [];
      }),

    answeredScorecards: (filter: Readonly<Record<string, unknown>>, cursor?: string) =>
      list<"answeredScorecards", AnsweredScorecard>(
        "answeredScorecards",
        request("POST", "/stats/activity/scorecards", { body: { cursor, filter } }),
      ),

    async trackers(workspaceId: string | undefined): Promise<Tracker[]> {
      const query = { workspaceId };
      const answer = request<{ keywordTrackers?: Tracker[] }>("GET", "/settings/trackers", { query });
      return (await orNothing(answer, {})).keywordTrackers ?? [];
    },

    async folders(workspaceId: string | undefined): Promise<Folder[]> {
      const query = { workspaceId };
      const answer = request<{ folders?: Folder[] }>("GET", "/library/folders", { query });
      return (await orNothing(answer, {})).folders ?? [];
    },

    folderContent: (folderId: string) =>
      request<FolderContent>("GET", "/library/folder-content", {
        query: { folderId },
        what: `public library folder ${folderId}`,
      }),

    async coaching(of: {
      workspaceId: string;
      managerId: string;
      from: string;
      to: string;
    }): Promise<Coaching[]> {
      const query = { "workspace-id": of.workspaceId, "manager-id": of.managerId, from: of.from, to: of.to };
      const answer = request<{ coachingData?: Coaching[] }>("GET", "/coaching", { query });
      return (await orNothing(answer, {})).coachingData ?? [];
    },

    flows: (flowOwnerEmail: string, workspaceId: string | undefined, cursor?: string) =>
      list<"flows", Flow>(
        "flows",
        request("GET", "/flows", { query: { flowOwnerEmail, workspaceId, cursor } }),
      ),
  };
}

interface RequestOptions {
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  what?: string;
}

/**
 * Gong answers 404 when a list has no rows. Only its own 404, which carries a request id, means that: that of a proxy
 * or of a wrong address stays an error.
 */
async function orNothing<T>(answer: Promise<T>, nothing: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof InputError && error.details.status === 404 && error.details.requestId)
      return nothing;
    throw error;
  }
}

/** One page of a list under its key; none is no error. */
async function list<Key extends string, Row>(
  key: Key,
  answer: Promise<Listed<Key, Row>>,
): Promise<GongPage<Row>> {
  const found = await orNothing<Listed<Key, Row>>(answer, {});
  const { cursor, totalRecords } = found.records ?? {};
  return { rows: found[key] ?? [], total: totalRecords, ...(cursor ? { next: cursor } : {}) };
}

function withPeriods<Row extends Omit<UserActivity, "periods">>(
  page: GongPage<Row>,
  periods: (row: Row) => readonly Activity[],
): GongPage<UserActivity> {
  const rows = page.rows.map((row) => ({
    userId: row.userId,
    ...(row.userEmailAddress ? { userEmailAddress: row.userEmailAddress } : {}),
    periods: periods(row),
  }));
  return { ...page, rows };
}

/**
 * JSON in which whole numbers beyond JavaScript's precision are kept as text: some ids are sent as such numbers. What is
 * null, which Gong sends for much that it does not have, is absent.
 */
export function parseExact(text: string): unknown {
  // A reviver makes reading several times slower, and most answers have no such number.
  if (!/[:[,]\s*-?\d{16}/.test(text)) return withoutNulls(JSON.parse(text));
  const read: unknown = JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  );
  return withoutNulls(read);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, held]) => held !== null);
  return Object.fromEntries(kept.map(([key, held]) => [key, withoutNulls(held)]));
}
