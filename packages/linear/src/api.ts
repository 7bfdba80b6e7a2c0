import { randomUUID } from "node:crypto";
import { repeatable } from "@sophia-mcp/core/call";
import { findToolError, InputError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { VendorPage } from "@sophia-mcp/core/paging";
import type { Connection, GraphDocument } from "./documents/document.ts";
import { isUuid } from "./refs.ts";

export type LinearApi = ReturnType<typeof connectLinear>;

/**
 * Linear's one endpoint, through the raw client of its SDK, which is imported on the first request. Documents are this
 * server's own: the SDK's ask for whole records, and follow each relation with a request of its own.
 */
export function connectLinear(http: Http, settings: { base_url: string }) {
  const url = `${settings.base_url.replace(/\/$/, "")}/graphql`;

  async function send<Data>(document: string, variables: object, what: string | undefined): Promise<Data> {
    const { LinearGraphQLClient } = await import("@linear/sdk");
    const client = new LinearGraphQLClient(url);
    const named: Http["fetch"] = (input, init) =>
      http.fetch(input, { ...init, ...(what === undefined ? {} : { what }) });
    const { data } = await withFetch(named, () => client.rawRequest(document, { ...variables }));
    return data as Data;
  }

  return {
    /** @param what names the record that is asked for, for the message when there is none */
    query: <Data, Variables extends object>(
      document: GraphDocument<Data, Variables>,
      variables: Variables,
      what?: string,
    ) =>
      // A look-up by POST, safe to repeat also inside a write.
      repeatable(() => send<Data>(document, variables, what)),

    mutate: <Data, Variables extends object>(
      document: GraphDocument<Data, Variables>,
      variables: Variables,
      what?: string,
    ) => send<Data>(document, variables, what),

    /**
     * Creates a record under an id of our own. A repeat of that id is refused by Linear as a conflict, so the request
     * may be repeated when no answer came; the conflict then means that it had been carried out.
     * @param given the caller's id, which makes a repeat of the whole call safe as well
     */
    async create<Row>(
      given: string | undefined,
      write: (id: string) => Promise<Row>,
      read: (id: string) => Promise<Row>,
    ): Promise<Row> {
      if (given !== undefined && !isUuid(given)) throw new InputError(`"id": "${given}" is no UUID.`);
      const id = given ?? randomUUID();
      try {
        return await repeatable(() => write(id));
      } catch (error) {
        if (findToolError(error)?.details.status !== 409) throw error;
        return repeatable(() => read(id));
      }
    },
  };
}

/** A page of a connection as `collect` wants it. */
export function pageOf<Row>({ nodes, pageInfo }: Connection<Row>): VendorPage<Row> {
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return { rows: nodes, ...(next === null ? {} : { next }) };
}

/**
 * The SDK takes no `fetch`: it reads the global one, once, before its first await. For just that moment it finds core's,
 * which adds the deadline, the retries and the limits; nothing else can run in between.
 */
function withFetch<T>(fetch: Http["fetch"], work: () => Promise<T>): Promise<T> {
  const usual = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return work();
  } finally {
    globalThis.fetch = usual;
  }
}
