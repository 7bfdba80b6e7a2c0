import { randomUUID } from "node:crypto";
import { repeatable } from "@sophia-mcp/core/call";
import { findToolError, InputError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { VendorPage } from "@sophia-mcp/core/paging";
import type { Connection, GraphDocument } from "./documents/document.ts";
import { isUuid } from "./refs.ts";

export type LinearApi = ReturnType<typeof connectLinear>;

/**
 * Linear's one endpoint. The SDK's own client always calls the global `fetch`, so its request (a POST of
 * `{ query, variables }`) is sent through core's client instead; its types describe what is sent. Documents are this
 * server's own: the SDK's ask for whole records, and follow each relation with a request of its own.
 */
export function connectLinear(http: Http, settings: { base_url: string }) {
  const url = `${settings.base_url.replace(/\/$/, "")}/graphql`;

  async function send<Data, Variables>(
    document: GraphDocument<Data, Variables>,
    variables: Variables,
    what: string | undefined,
  ): Promise<Data> {
    const response = await http.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: document, variables }),
      ...(what === undefined ? {} : { what }),
    });
    return ((await response.json()) as { data: Data }).data;
  }

  return {
    /** @param what names the record that is asked for, for the message when there is none */
    query: <Data, Variables>(document: GraphDocument<Data, Variables>, variables: Variables, what?: string) =>
      // A look-up by POST, safe to repeat also inside a write.
      repeatable(() => send(document, variables, what)),

    mutate: <Data, Variables>(
      document: GraphDocument<Data, Variables>,
      variables: Variables,
      what?: string,
    ) => send(document, variables, what),

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
