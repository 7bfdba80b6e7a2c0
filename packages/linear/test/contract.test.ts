import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "linear_search_issues", arguments: { team: "EDG", limit: 3 } },
  write: {
    tool: "linear_update_issue",
    arguments: { issues: ["EDG-31"], title: "Night batch runs very late" },
  },
});
