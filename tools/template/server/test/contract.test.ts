import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  write: { tool: "template_create_item", arguments: { name: "Once only" } },
});
