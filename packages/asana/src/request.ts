import type { Http } from "@sophia-mcp/core/http";
import type { VendorPage } from "@sophia-mcp/core/paging";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  /** Values for the braces in the path. */
  params?: Readonly<Record<string, string>>;
  query?: Query;
  /** `opt_fields`: what the answer shall have, and nothing else. */
  fields?: string;
  /** Sent as `{ data }`, as Asana wants every body. */
  data?: unknown;
  what?: string;
}

export interface Envelope<T> {
  data: T;
  next_page?: { offset: string } | null;
}

export type Requests = ReturnType<typeof requests>;

/** Pages read in all to fill a list of names. */
const mostPages = 10;

/**
 * Asana's SDK knows no fetch and sends through superagent, which core's policy cannot reach. So the SDK's client builds
 * the addresses and parameters, and core sends them.
 */
export function requests(http: Http, baseUrl: string) {
  async function request<T>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<Envelope<T>> {
    const { ApiClient } = await import("asana/dist/ApiClient.js");
    const client = new ApiClient();
    client.basePath = baseUrl;
    const { params = {}, query = {}, fields, data, what } = options;
    const url = new URL(client.buildUrl(path, params));
    const parameters = client.normalizeParams({ ...query, opt_fields: fields });
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    const response = await http.fetch(url, {
      method,
      headers: {
        accept: "application/json",
        ...(data === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
      ...(what === undefined ? {} : { what }),
    });
    return (await response.json()) as Envelope<T>;
  }

  async function page<T>(
    path: string,
    options: RequestOptions,
    token: string | undefined,
    size: number,
  ): Promise<VendorPage<T>> {
    const query = { ...options.query, limit: Math.min(size, 100), offset: token };
    const { data, next_page: next } = await request<T[]>("GET", path, { ...options, query });
    return { rows: data, ...(next ? { next: next.offset } : {}) };
  }

  return {
    page,
    one: <T>(method: string, path: string, options?: RequestOptions): Promise<T> =>
      request<T>(method, path, options).then((envelope) => envelope.data),
    /** A whole list, up to a thousand rows. */
    async every<T>(path: string, options: RequestOptions = {}): Promise<T[]> {
      const rows: T[] = [];
      let token: string | undefined;
      for (let pages = 0; pages < mostPages; pages++) {
        const next = await page<T>(path, options, token, 100);
        rows.push(...next.rows);
        token = next.next;
        if (token === undefined) break;
      }
      return rows;
    },
  };
}
