import { defineEmulator, refuse, route } from "../emulator.ts";
import type { World } from "../world/world.ts";

interface State {
  items: { id: string; name: string; url: string }[];
}

const token = "template-sandbox-token";

/** Template's API over the company's data: its customers are the items. */
export const template = defineEmulator<State>({
  id: "template",
  title: "Template",
  env: (url) => ({ TEMPLATE_BASE_URL: url, TEMPLATE_TOKEN: token }),
  createState: ({ world }) => ({ items: seed(world) }),
  authenticate({ headers }) {
    if (headers.authorization === `Bearer ${token}`) return { name: token, scopes: [] };
    return refuse({ status: 401, body: { error: "unknown token" } });
  },
  routes: [
    route("GET", "/me", () => ({ body: { name: "Sandbox user" } })),
    route<State>("GET", "/items", ({ query, state }) => {
      const words = (query.get("q") ?? "").toLowerCase();
      const found = state.items.filter((item) => item.name.toLowerCase().includes(words));
      const from = Number(query.get("cursor") ?? 0);
      const to = from + Number(query.get("limit") ?? 20);
      return { body: { items: found.slice(from, to), ...(to < found.length ? { next: String(to) } : {}) } };
    }),
    route<State>("POST", "/items", ({ body, state }) => {
      const { name } = body as { name: string };
      const item = link(`new-${state.items.length + 1}`, name);
      state.items.push(item);
      return { status: 201, body: item };
    }),
  ],
  fail: ({ status, message, retryAfter }) => ({
    status,
    body: { error: message ?? `failed with ${status}` },
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
  }),
});

const seed = (world: World): State["items"] => world.companies.map(({ key, name }) => link(key, name));

const link = (id: string, name: string) => ({ id, name, url: `https://template.example/items/${id}` });
