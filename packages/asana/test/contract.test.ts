import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "asana_list_tasks", arguments: { project: "Edge reliability", limit: 2 } },
  write: { tool: "asana_create_task", arguments: { name: "Once only" } },
});
