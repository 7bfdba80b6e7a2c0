import { type Answer, type Call, route, type Token } from "../emulator.ts";
import { missing } from "./errors.ts";
import type { Json, NotionState } from "./model.ts";
import { asId, paged } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

/** People inside pages: with name and e-mail where the integration may read them, with the bare id where not. */
export function presentUser(state: NotionState, token: Token, id: string): Json {
  if (!token.scopes.includes("read_users")) return { object: "user", id };
  if (id === state.botId) return bot(state);
  const person = state.world.people.find((one) => one.notionId === id);
  if (!person) return { object: "user", id };
  return {
    object: "user",
    id,
    name: person.name,
    avatar_url: null,
    type: "person",
    person: { email: person.email },
  };
}

function bot(state: NotionState): Json {
  return {
    object: "user",
    id: state.botId,
    name: "Sophia",
    avatar_url: null,
    type: "bot",
    bot: {
      owner: { type: "workspace", workspace: true },
      workspace_id: "5c2f0d61-7f0b-4f5e-a0d4-3a1f6f0f9a11",
      workspace_name: "Tessalane",
      workspace_limits: { max_file_upload_size_in_bytes: 5_368_709_120 },
    },
  };
}

function members(state: NotionState): string[] {
  return [...state.world.people.filter((one) => one.active).map((one) => one.notionId), state.botId];
}

function list({ state, token, query }: NotionCall): Answer {
  const page = paged(members(state), (id) => id, {
    cursor: query.get("start_cursor"),
    size: query.get("page_size"),
  });
  return {
    body: {
      ...page,
      results: page.results.map((id) => presentUser(state, token, id)),
      type: "user",
      user: {},
    },
  };
}

function getOne({ state, token, params }: NotionCall): Answer {
  const id = asId(params.id, "path.user_id");
  const known = id === state.botId || state.world.people.some((one) => one.notionId === id);
  return { body: known ? presentUser(state, token, id) : missing("user", id) };
}

export const userRoutes = [
  route<NotionState>("GET", "/v1/users/me", ({ state }) => ({ body: bot(state) })),
  route<NotionState>("GET", "/v1/users", list, needs("read_users")),
  route<NotionState>("GET", "/v1/users/{id}", getOne, needs("read_users")),
];
