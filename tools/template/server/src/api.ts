import type { Http } from "@sophia-mcp/core/http";

export interface Item {
  id: string;
  name: string;
  url: string;
}

export type TemplateApi = ReturnType<typeof connectTemplate>;

/** The endpoints that the tools use. Import the vendor's SDK inside the methods, never at the top of this file. */
export function connectTemplate(http: Http) {
  return {
    me: () => http.json<{ name: string }>("GET", "/me"),
    items: (query: { q?: string | undefined; limit: number; cursor?: string | undefined }) =>
      http.json<{ items: Item[]; next?: string }>("GET", "/items", { query }),
    createItem: (name: string) => http.json<Item>("POST", "/items", { body: { name } }),
  };
}
