import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "hubspot_search_objects", arguments: { object_type: "deals", limit: 2 } },
  write: { tool: "hubspot_create_deal", arguments: { name: "Once only", stage: "Pilot" } },
});
