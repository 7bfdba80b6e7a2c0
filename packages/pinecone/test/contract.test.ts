import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "pinecone_search_records", arguments: examples.pinecone_search_records },
  write: { tool: "pinecone_create_index", arguments: { name: "once-only", dimension: 4 } },
});
