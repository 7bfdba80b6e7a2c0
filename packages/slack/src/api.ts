import { repeatable } from "@sophia-mcp/core/call";
import { createCache } from "@sophia-mcp/core/cache";
import { AuthError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { VendorPage } from "@sophia-mcp/core/paging";
import { changesOf } from "./changes.ts";
import { createClient } from "./client.ts";
import type { SlackChannel, SlackFile, SlackIdentity, SlackMessage, SlackUser } from "./objects.ts";

export type SlackApi = ReturnType<typeof connectSlack>;

export interface Paging {
  limit: number;
  cursor?: string | undefined;
}

export interface History extends Paging {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive?: boolean;
}

/** People and channels change rarely: lists of them are kept this long. */
const cacheMs = 10 * 60_000;
const newEnoughMs = 60_000;
/** Names beyond this many would be fetched one by one for long; the whole list is quicker. */
const singleLookups = 25;
/** Largest workspace whose people or channels are searched by name: pages of 500. */
const listPages = 20;
const listPage = 500;
const channelKinds = "public_channel,private_channel";

/** The methods that the tools use. Everything but the changes may be repeated, also inside a tool that writes. */
export function connectSlack(http: Http, settings: { base_url: string; send_channels: string }) {
  const client = createClient(http, settings.base_url);
  const { read } = client;
  const cached = createCache(cacheMs);
  let people = new Map<string, SlackUser>();
  let peopleUntil = 0;
  let listedAt = 0;

  const channels = (from: "list" | "conversations", paging: Paging, types = channelKinds, archived = false) =>
    read(async (slack) => {
      const given = { ...paging, types, exclude_archived: !archived };
      const page = await (from === "list"
        ? slack.conversations.list(given)
        : slack.users.conversations(given));
      return pageOf(page, page.channels);
    });

  const api = {
    ...changesOf(client, http),

    /** Names and ids to which sending is allowed, or `*`. */
    sendChannels: settings.send_channels,
    /** Messages whose fate is not known, by content, with the time of the attempt: see `outbox.ts`. */
    unsure: new Map<string, number>(),

    identity: () =>
      cached("identity", () =>
        read(async (slack): Promise<SlackIdentity> => {
          const {
            url = "",
            team = "",
            user = "",
            user_id = "",
            bot_id,
            response_metadata,
          } = await slack.auth.test();
          const scopes = response_metadata?.scopes;
          return { url, team, user, user_id, ...(bot_id ? { bot_id } : {}), ...(scopes ? { scopes } : {}) };
        }),
      ),

    channels,

    channel: (id: string) => cached(`channel ${id}`, () => api.freshChannel(id)),

    /** Unlike `channel` never from the cache: canvas, members and what was read change by the minute. */
    freshChannel: (id: string) =>
      read(
        async (slack) =>
          (await slack.conversations.info({ channel: id, include_num_members: true }))
            .channel as SlackChannel,
        `channel ${id}`,
      ),

    /** All channels of one list, less private ones where the token may not see those. */
    everyChannel: (from: "list" | "conversations") =>
      cached(`channels ${from}`, () => {
        if (from === "list") listedAt = Date.now();
        return whole((cursor) => channels(from, { limit: listPage, cursor })).catch((error: unknown) => {
          if (!(error instanceof AuthError && error.details.status === 403)) throw error;
          return whole((cursor) => channels(from, { limit: listPage, cursor }, "public_channel"));
        });
      }),

    /** Every channel, not older than a minute: a name that is not in an older list may be a new channel's. */
    newestChannels: () => {
      if (listedAt + newEnoughMs < Date.now()) cached.forget("channels list");
      return api.everyChannel("list");
    },

    history: (channel: string, options: History) =>
      read(async (slack) => {
        const page = await slack.conversations.history({ channel, ...options });
        return pageOf(page, page.messages as SlackMessage[] | undefined);
      }, `channel ${channel}`),

    replies: (channel: string, ts: string, options: History) =>
      read(async (slack) => {
        const page = await slack.conversations.replies({ channel, ts, ...options });
        return pageOf(page, page.messages as SlackMessage[] | undefined);
      }, `message ${ts} in channel ${channel}`),

    permalink: (channel: string, ts: string) =>
      read(
        async (slack) => (await slack.chat.getPermalink({ channel, message_ts: ts })).permalink ?? "",
        `message ${ts} in channel ${channel}`,
      ),

    search: (query: string, count: number, cursor: string, sort: "score" | "timestamp") =>
      read(async (slack) => {
        const found = await slack.search.messages({ query, count, cursor, sort, sort_dir: "desc" });
        const messages = (found.messages ?? {}) as { total?: number; matches?: SlackMessage[] };
        return { total: messages.total ?? 0, ...pageOf(found, messages.matches) };
      }),

    members: (channel: string, paging: Paging) =>
      read(async (slack) => {
        const page = await slack.conversations.members({ channel, ...paging });
        return pageOf(page, page.members);
      }, `channel ${channel}`),

    user: (id: string) =>
      read(async (slack) => {
        const user = (await slack.users.info({ user: id })).user as SlackUser;
        people.set(id, user);
        return user;
      }, `user ${id}`),

    userByEmail: async (email: string): Promise<SlackUser | undefined> => {
      let found: SlackUser | undefined;
      const missing = await repeatable(() =>
        client.outcome(async (slack) => {
          found = (await slack.users.lookupByEmail({ email })).user as SlackUser;
        }),
      );
      return missing === undefined ? found : undefined;
    },

    everyUser: () =>
      cached("users", () =>
        whole((cursor) =>
          read(async (slack) => {
            const page = await slack.users.list({ limit: listPage, cursor });
            return pageOf(page, page.members);
          }),
        ),
      ),

    /** People by id. Names are a help, not a need: whoever cannot be read is missing from the answer. */
    users: async (ids: Iterable<string>): Promise<ReadonlyMap<string, SlackUser>> => {
      // A new map, not an emptied one: an answer in the making may still read names from the old.
      if (peopleUntil < Date.now()) [people, peopleUntil] = [new Map(), Date.now() + cacheMs];
      const unknown = [...new Set(ids)].filter((id) => id !== "" && !people.has(id));
      if (unknown.length > singleLookups) {
        const everyone = (await api.everyUser().catch(ignoreRefusal)) ?? [];
        for (const user of everyone) people.set(user.id ?? "", user);
      }
      const rest = unknown.filter((id) => !people.has(id)).slice(0, singleLookups);
      await Promise.all(rest.map((id) => api.user(id).catch(ignoreRefusal)));
      return people;
    },

    scheduled: (channel: string, at: number) =>
      read(async (slack) => {
        const page = await slack.chat.scheduledMessages.list({
          channel,
          oldest: `${at}`,
          latest: `${at}`,
          limit: 100,
        });
        return page.scheduled_messages ?? [];
      }, `channel ${channel}`),

    /** Direct conversations that the token's owner has already, where it may list them. */
    directChannels: () =>
      cached("channels direct", () =>
        whole((cursor) => channels("conversations", { limit: listPage, cursor }, "im")).catch(
          (error: unknown) => ignoreRefusal(error) ?? [],
        ),
      ),

    file: (id: string) =>
      read(async (slack) => (await slack.files.info({ file: id })).file as SlackFile, `file ${id}`),

    /** The bytes of a file, which lie on Slack's file host and want the token too. */
    download: async (url: string, what: string): Promise<{ bytes: Buffer; type: string }> => {
      const response = await http.fetch(url, { what, expect: "bytes" });
      const type = response.headers.get("content-type") ?? "";
      return { bytes: Buffer.from(await response.arrayBuffer()), type };
    },

    sections: (canvas: string, text: string) =>
      read(async (slack) => {
        const found = await slack.canvases.sections.lookup({
          canvas_id: canvas,
          criteria: { contains_text: text },
        });
        return (found.sections ?? []).map((section) => section.id ?? "");
      }, `canvas ${canvas}`),
  };
  return api;
}

function pageOf<Row>(
  answer: { response_metadata?: { next_cursor?: string } },
  rows: readonly Row[] = [],
): VendorPage<Row> {
  const next = answer.response_metadata?.next_cursor;
  return { rows, ...(next ? { next } : {}) };
}

async function whole<Row>(
  fetchPage: (cursor: string | undefined) => Promise<VendorPage<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < listPages; pages++) {
    const page = await fetchPage(cursor);
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return rows;
}

/** For `catch`: labels are a help, not a need, so a refused or failed look-up of one is no error. */
export function ignoreRefusal(error: unknown): undefined {
  const status = (error as { details?: { status?: number } }).details?.status;
  if (status === 403 || status === 404) return undefined;
  throw error;
}
