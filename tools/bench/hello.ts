// The SDK's own hello-world: one tool, zod for its input, served over stdio.
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

serveStdio(() => {
  const server = new McpServer({ name: "hello", version: "1.0.0" });
  server.registerTool(
    "hello",
    { description: "Greets", inputSchema: z.object({ name: z.string() }) },
    ({ name }) => ({
      content: [{ type: "text", text: `Hello, ${name}` }],
    }),
  );
  return server;
});
