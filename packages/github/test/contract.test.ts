import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "github_list_commits", arguments: { repository: "tessalane/flow-router", limit: 2 } },
  write: {
    tool: "github_add_comment",
    arguments: { repository: "tessalane/flow-router", number: 128, body: "Once only" },
  },
});
