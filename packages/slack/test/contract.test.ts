import { contractSuite } from "@sophia-mcp/testing/contract";
import server from "../src/server.ts";
import { examples, localKeys, variations } from "./examples.ts";

contractSuite({
  server,
  dirname: import.meta.dirname,
  examples,
  variations,
  localKeys,
  probe: { tool: "slack_list_messages", arguments: { channel: "C01XLI6VCNB", limit: 2 } },
  // By id, so that the first request is the message itself.
  write: { tool: "slack_send_message", arguments: { to: "C01XLI6VCNB", text: "Once only" } },
});
