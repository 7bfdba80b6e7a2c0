import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "snowflake_list_databases", arguments: { limit: 2 } },
});
