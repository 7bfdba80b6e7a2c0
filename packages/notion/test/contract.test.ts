import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "notion_search_pages", arguments: { query: "flow", limit: 2 } },
  write: {
    tool: "notion_create_page",
    arguments: { title: "Once only", parent_page: "e1040ad6-4c9c-4607-a74d-54f2d8368413" },
  },
});
