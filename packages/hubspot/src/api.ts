import { createCache } from "@sophia-mcp/core/cache";
import { idempotent, repeatable } from "@sophia-mcp/core/call";
import { InputError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type {
  Account,
  Associated,
  AssociationInput,
  AssociationLabel,
  AssociationsAfter,
  HubSpotList,
  HubSpotRecord,
  ListSearch,
  ObjectSchema,
  Owner,
  Page,
  Pipeline,
  Property,
  SearchRequest,
} from "./answers.ts";

export type HubSpotApi = ReturnType<typeof connectHubSpot>;

/** Names change rarely: definitions, pipelines and owners are kept this long. */
const cacheMs = 5 * 60_000;
const mostInBatch = 100;
const mostOwnerPages = 10;

/**
 * The endpoints that the tools use, on the date-based API. Requests are built by HubSpot's own SDK, imported on the
 * first of them by the one path that is needed, and sent through core's client, which adds what the SDK lacks.
 */
export function connectHubSpot(
  http: Http,
  settings: { base_url: string; api_version: string },
  token: string,
) {
  const v = settings.api_version;
  const cached = createCache(cacheMs);

  async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { Request } = await import("@hubspot/api-client/lib/src/services/http/Request.js");
    const { query, body, what } = options;
    const qs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
    const built = new Request(
      { basePath: settings.base_url.replace(/\/$/, "") },
      { method, path, body, ...(qs.length > 0 ? { qs: Object.fromEntries(qs) } : {}) },
    );
    const response = await http.fetch(built.getUrl(), { ...built.getSendData(), ...(what ? { what } : {}) });
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** A change by PUT, PATCH or DELETE, which leaves the same behind however often it arrives. */
  const change = <T>(method: string, path: string, options: RequestOptions): Promise<T> =>
    idempotent(() => request<T>(method, path, options));

  return {
    version: v,
    /** Scopes of a private app's token; HubSpot tells them of no other kind. */
    scopes: async (): Promise<string[]> => {
      const body = { tokenKey: token };
      const info = () =>
        request<{ scopes: string[] }>("POST", "/oauth/v2/private-apps/get/access-token-info", { body });
      return (await repeatable(info)).scopes;
    },

    account: () => cached("account", () => request<Account>("GET", `/account-info/${v}/details`)),

    search: (type: string, search: SearchRequest) =>
      // A look-up by POST, safe to repeat also inside a write. So are those below.
      repeatable(() =>
        request<Page<HubSpotRecord>>("POST", `/crm/objects/${v}${at(type)}/search`, { body: search }),
      ),

    /** Records that do not exist are missing from the answer: HubSpot reports them with status 207. */
    async read(
      type: string,
      ids: readonly string[],
      properties: readonly string[],
      idProperty?: string,
    ): Promise<HubSpotRecord[]> {
      const pages = chunks(ids, mostInBatch).map((chunk) =>
        repeatable(() =>
          request<Page<HubSpotRecord>>("POST", `/crm/objects/${v}${at(type)}/batch/read`, {
            body: {
              inputs: chunk.map((id) => ({ id })),
              properties,
              propertiesWithHistory: [],
              ...(idProperty ? { idProperty } : {}),
            },
          }),
        ),
      );
      return (await Promise.all(pages)).flatMap((page) => page.results);
    },

    create: (type: string, properties: Record<string, string>, associations: AssociationInput[]) =>
      request<HubSpotRecord>("POST", `/crm/objects/${v}${at(type)}`, { body: { properties, associations } }),

    update: (type: string, id: string, properties: Record<string, string>) =>
      change<HubSpotRecord>("PATCH", `/crm/objects/${v}${at(type, id)}`, {
        body: { properties },
        what: `${type} ${id}`,
      }),

    archive: (type: string, id: string) =>
      change<void>("DELETE", `/crm/objects/${v}${at(type, id)}`, { what: `${type} ${id}` }),

    properties: (type: string) =>
      cached(`properties ${type}`, () =>
        request<Page<Property>>("GET", `/crm/properties/${v}${at(type)}`, { what: `object type ${type}` }),
      ).then((page) => page.results),

    property: (type: string, name: string) =>
      request<Property>("GET", `/crm/properties/${v}${at(type, name)}`, {
        what: `property ${name} of ${type}`,
      }),

    pipelines: (type: string) =>
      cached(`pipelines ${type}`, () =>
        request<Page<Pipeline>>("GET", `/crm/pipelines/${v}${at(type)}`, { what: `pipelines of ${type}` }),
      ).then((page) => page.results),

    /** All owners, active or archived: answers name people, and people are accepted by name. */
    owners: (archived: boolean) =>
      cached(`owners ${archived}`, async () => {
        const owners: Owner[] = [];
        let after: string | undefined;
        for (let pages = 0; pages < mostOwnerPages; pages++) {
          const query = { limit: 500, after, archived };
          const page = await request<Page<Owner>>("GET", `/crm/owners/${v}`, { query });
          owners.push(...page.results);
          after = page.paging?.next?.after;
          if (after === undefined) break;
        }
        return owners;
      }),

    schemas: () =>
      cached("schemas", () => request<Page<ObjectSchema>>("GET", `/crm-object-schemas/${v}/schemas`)).then(
        (page) => page.results,
      ),

    /** One page for each input; an input without associations is missing from the answer. */
    associations: (from: string, to: string, inputs: AssociationsAfter[]) =>
      repeatable(() =>
        request<Page<Associated>>("POST", `/crm/associations/${v}${at(from, to)}/batch/read`, {
          body: { inputs },
        }),
      ).then((page) => page.results),

    associationLabels: (from: string, to: string) =>
      cached(`labels ${from} ${to}`, () =>
        request<Page<AssociationLabel>>("GET", `/crm/associations/${v}${at(from, to)}/labels`),
      ).then((page) => page.results),

    associate: (from: string, fromId: string, to: string, toId: string) =>
      change<unknown>("PUT", `/crm/objects/${v}${at(from, fromId)}/associations/default${at(to, toId)}`, {
        what: `${from} ${fromId} or ${to} ${toId}`,
      }),

    associateAs: (
      from: string,
      fromId: string,
      to: string,
      toId: string,
      labels: AssociationInput["types"],
    ) =>
      change<unknown>("PUT", `/crm/objects/${v}${at(from, fromId)}/associations${at(to, toId)}`, {
        body: labels,
        what: `${from} ${fromId} or ${to} ${toId}`,
      }),

    dissociate: (from: string, fromId: string, to: string, toId: string) =>
      change<void>("DELETE", `/crm/objects/${v}${at(from, fromId)}/associations${at(to, toId)}`, {
        what: `${from} ${fromId} or ${to} ${toId}`,
      }),

    searchLists: (search: ListSearch) =>
      repeatable(() =>
        request<{ lists: HubSpotList[]; total: number; offset: number; hasMore: boolean }>(
          "POST",
          `/crm/lists/${v}/search`,
          // The number of members is told only when it is asked for by name.
          { body: { ...search, additionalProperties: ["hs_list_size"] } },
        ),
      ),

    listMembers: (listId: string, query: { limit: number; after?: string | undefined }) =>
      request<Page<{ recordId: string; membershipTimestamp?: string }>>(
        "GET",
        `/crm/lists/${v}${at(listId)}/memberships`,
        {
          query,
          what: `list ${listId}`,
        },
      ),

    getList: (listId: string) =>
      request<{ list: HubSpotList }>("GET", `/crm/lists/${v}${at(listId)}`, { what: `list ${listId}` }).then(
        ({ list }) => list,
      ),

    changeMembers: (
      listId: string,
      recordIdsToAdd: readonly string[],
      recordIdsToRemove: readonly string[],
    ) =>
      change<{ recordsIdsAdded?: string[]; recordIdsRemoved?: string[]; recordIdsMissing?: string[] }>(
        "PUT",
        `/crm/lists/${v}${at(listId)}/memberships/add-and-remove`,
        { body: { recordIdsToAdd, recordIdsToRemove }, what: `list ${listId}` },
      ),
  };
}

interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  what?: string;
}

function chunks<T>(rows: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
    rows.slice(i * size, (i + 1) * size),
  );
}

/** Segments of a path. Dots alone would climb it, and they stay dots when they are encoded. */
function at(...segments: string[]): string {
  const climbing = segments.find((segment) => /^\.{1,2}$/.test(segment));
  if (climbing !== undefined) throw new InputError(`"${climbing}" is no name in HubSpot.`);
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}
