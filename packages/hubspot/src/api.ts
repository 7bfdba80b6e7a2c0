import type { Http } from "@sophia-mcp/core/http";
import { repeatable } from "@sophia-mcp/core/call";

export interface HubSpotRecord {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived?: boolean;
}

export interface SearchRequest {
  query?: string | undefined;
  filterGroups?: { filters: SearchFilter[] }[];
  sorts?: string[];
  properties?: string[];
  limit?: number;
  after?: string | undefined;
}

export interface SearchFilter {
  propertyName: string;
  operator: string;
  value?: string;
  values?: string[];
  highValue?: string;
}

export interface Property {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  description?: string;
  groupName: string;
  calculated?: boolean;
  hasUniqueValue?: boolean;
  hidden?: boolean;
  options: { label: string; value: string; hidden?: boolean; description?: string }[];
  modificationMetadata?: { readOnlyValue?: boolean };
}

export interface Pipeline {
  id: string;
  label: string;
  stages: { id: string; label: string; displayOrder: number; metadata?: Record<string, string> }[];
}

export interface Owner {
  id: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  archived?: boolean;
  teams?: { id: string; name: string }[];
}

export interface Account {
  portalId: number;
  accountType: string;
  companyCurrency: string;
  timeZone: string;
  uiDomain?: string;
}

export interface AssociationLabel {
  category: string;
  typeId: number;
  label?: string | null;
}

export interface AssociatedId {
  toObjectId: string | number;
  associationTypes: AssociationLabel[];
}

export interface ObjectSchema {
  objectTypeId: string;
  name: string;
  fullyQualifiedName: string;
  labels: { singular?: string; plural?: string };
  primaryDisplayProperty?: string;
}

export interface AssociationInput {
  to: { id: string };
  types: { associationCategory: string; associationTypeId: number }[];
}

interface Page<T> {
  results: T[];
  total?: number;
  paging?: { next?: { after: string } };
}

export type HubSpotApi = ReturnType<typeof connectHubSpot>;

/** Names change rarely: definitions, pipelines and owners are kept this long. */
const cacheMs = 5 * 60_000;

/**
 * The endpoints that the tools use, on the date-based API. Requests are built by HubSpot's own SDK, imported on the
 * first of them by the one path that is needed, and sent through core's client, which adds what the SDK lacks.
 */
export function connectHubSpot(http: Http, settings: { base_url: string; api_version: string }) {
  const v = settings.api_version;
  const cache = new Map<string, { until: number; value: Promise<unknown> }>();

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

  function cached<T>(key: string, load: () => Promise<T>): Promise<T> {
    const hit = cache.get(key);
    if (hit && hit.until > Date.now()) return hit.value as Promise<T>;
    const value = load();
    cache.set(key, { until: Date.now() + cacheMs, value });
    value.catch(() => cache.delete(key));
    return value;
  }

  return {
    version: v,
    account: () => cached("account", () => request<Account>("GET", `/account-info/${v}/details`)),

    search: (type: string, search: SearchRequest) =>
      request<Page<HubSpotRecord>>("POST", `/crm/objects/${v}${at(type)}/search`, { body: search }),

    /** Records that do not exist are missing from the answer: HubSpot reports them with status 207. */
    read: (type: string, ids: readonly string[], properties: readonly string[], idProperty?: string) =>
      // A look-up by POST, safe to repeat also inside a write.
      repeatable(() =>
        request<Page<HubSpotRecord>>("POST", `/crm/objects/${v}${at(type)}/batch/read`, {
          body: {
            inputs: ids.map((id) => ({ id })),
            properties,
            propertiesWithHistory: [],
            ...(idProperty ? { idProperty } : {}),
          },
        }),
      ).then((page) => page.results),

    create: (type: string, properties: Record<string, string>, associations: AssociationInput[]) =>
      request<HubSpotRecord>("POST", `/crm/objects/${v}${at(type)}`, { body: { properties, associations } }),

    update: (type: string, id: string, properties: Record<string, string>) =>
      request<HubSpotRecord>("PATCH", `/crm/objects/${v}${at(type, id)}`, {
        body: { properties },
        what: `${type} ${id}`,
      }),

    archive: (type: string, id: string) =>
      request<void>("DELETE", `/crm/objects/${v}${at(type, id)}`, { what: `${type} ${id}` }),

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

    owners: (query: {
      email?: string | undefined;
      archived?: boolean;
      limit?: number;
      after?: string | undefined;
    }) => request<Page<Owner>>("GET", `/crm/owners/${v}`, { query }),

    schemas: () =>
      cached("schemas", () => request<Page<ObjectSchema>>("GET", `/crm-object-schemas/${v}/schemas`)).then(
        (page) => page.results,
      ),

    associations: (from: string, to: string, inputs: { id: string; after?: string | undefined }[]) =>
      repeatable(() =>
        request<Page<{ from: { id: string }; to: AssociatedId[]; paging?: { next?: { after: string } } }>>(
          "POST",
          `/crm/associations/${v}${at(from, to)}/batch/read`,
          { body: { inputs } },
        ),
      ).then((page) => page.results),

    associationLabels: (from: string, to: string) =>
      cached(`labels ${from} ${to}`, () =>
        request<Page<AssociationLabel>>("GET", `/crm/associations/${v}${at(from, to)}/labels`),
      ).then((page) => page.results),

    associate: (from: string, fromId: string, to: string, toId: string) =>
      request<unknown>("PUT", `/crm/objects/${v}${at(from, fromId)}/associations/default${at(to, toId)}`, {
        what: `${from} ${fromId} or ${to} ${toId}`,
      }),

    associateAs: (
      from: string,
      fromId: string,
      to: string,
      toId: string,
      labels: AssociationInput["types"],
    ) =>
      request<unknown>("PUT", `/crm/objects/${v}${at(from, fromId)}/associations${at(to, toId)}`, {
        body: labels,
        what: `${from} ${fromId} or ${to} ${toId}`,
      }),

    dissociate: (from: string, fromId: string, to: string, toId: string) =>
      request<void>("DELETE", `/crm/objects/${v}${at(from, fromId)}/associations${at(to, toId)}`, {
        what: `${from} ${fromId} or ${to} ${toId}`,
      }),

    searchLists: (body: Record<string, unknown>) =>
      request<{ lists: HubSpotList[]; total: number; offset: number; hasMore: boolean }>(
        "POST",
        `/crm/lists/${v}/search`,
        { body },
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
      request<{ list: HubSpotList }>("GET", `/crm/lists/${v}${at(listId)}`, { what: `list ${listId}` }),

    changeMembers: (
      listId: string,
      recordIdsToAdd: readonly string[],
      recordIdsToRemove: readonly string[],
    ) =>
      request<{ recordsIdsAdded?: string[]; recordIdsRemoved?: string[]; recordIdsMissing?: string[] }>(
        "PUT",
        `/crm/lists/${v}${at(listId)}/memberships/add-and-remove`,
        { body: { recordIdsToAdd, recordIdsToRemove }, what: `list ${listId}` },
      ),

    /** All owners, kept for a while: answers name people, and people are accepted by name. */
    everyOwner: () =>
      cached("owners", async () => {
        const owners: Owner[] = [];
        let after: string | undefined;
        do {
          const page = await request<Page<Owner>>("GET", `/crm/owners/${v}`, {
            query: { limit: 500, after },
          });
          owners.push(...page.results);
          after = page.paging?.next?.after;
        } while (after !== undefined && owners.length < 5000);
        return owners;
      }),
  };
}

export interface HubSpotList {
  listId: string;
  name: string;
  objectTypeId: string;
  processingType: string;
  updatedAt?: string;
  additionalProperties?: Record<string, string>;
}

interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  what?: string;
}

const at = (...segments: string[]): string =>
  segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
