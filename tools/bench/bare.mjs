// The floor: what Node itself needs to read a line and write one.
import { writeSync } from "node:fs";

let buffer = "";
process.stdin.on("data", (chunk) => {
  buffer += chunk;
  for (let end = buffer.indexOf("\n"); end >= 0; end = buffer.indexOf("\n")) {
    const { id, method } = JSON.parse(buffer.slice(0, end));
    buffer = buffer.slice(end + 1);
    if (id === undefined) continue;
    const result =
      method === "tools/list"
        ? { tools: [] }
        : {
            protocolVersion: "2025-11-25",
            capabilities: { tools: {} },
            serverInfo: { name: "bare", version: "1" },
          };
    writeSync(1, `${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
  }
});
