import { defineEmulator, type Setting } from "../emulator.ts";
import { blockRoutes } from "./blocks.ts";
import { commentRoutes } from "./comments.ts";
import { databaseRoutes } from "./databases.ts";
import { fail } from "./errors.ts";
import { fileRoutes } from "./files.ts";
import type { NotionState } from "./model.ts";
import { markdownRoutes } from "./page-markdown.ts";
import { pageRoutes } from "./pages.ts";
import { queryRoutes } from "./query.ts";
import { searchRoutes } from "./search.ts";
import { seed } from "./seed.ts";
import { authenticate, TOKENS } from "./tokens.ts";
import { userRoutes } from "./users.ts";
import { uuidFor } from "../world/ids.ts";

function createState({ world, now }: Setting): NotionState {
  const state: NotionState = {
    world,
    pages: new Map(),
    blocks: new Map(),
    databases: new Map(),
    sources: new Map(),
    comments: [],
    uploads: new Map(),
    botId: uuidFor("notion:bot:sophia"),
    nextId: 0,
    requests: 0,
    clock: now.getTime(),
  };
  seed(state);
  return state;
}

/** Notion's API of version 2026-03-11. */
export const notion = defineEmulator<NotionState>({
  id: "notion",
  title: "Notion",
  env: (url) => ({ NOTION_BASE_URL: url, NOTION_TOKEN: TOKENS[0]?.name ?? "" }),
  createState,
  authenticate,
  routes: [
    ...userRoutes,
    ...searchRoutes,
    ...markdownRoutes,
    ...pageRoutes,
    ...blockRoutes,
    ...databaseRoutes,
    ...queryRoutes,
    ...commentRoutes,
    ...fileRoutes,
  ],
  fail,
  headers(_, state) {
    state.requests += 1;
    return { "x-notion-request-id": uuidFor(`notion:request:${state.requests}`) };
  },
  spec: { description: "derived", files: ["notion/notion-sdk-5.26.0.derived.json"] },
});
