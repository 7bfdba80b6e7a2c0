import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { afterEach, expect, test } from "vitest";
import { closeRemotes, openRemote } from "./remote-link.ts";
import { closeServers, scripted, stream } from "./remote-server.ts";

const closing: (() => void)[] = [];
afterEach(async () => {
  await closeRemotes();
  await closeServers();
  for (const close of closing.splice(0)) close();
});

/** The older SDK's server, in the transport of revision 2024-11-05. */
async function oldServer(): Promise<{ url: string; cut: () => void }> {
  const sessions = new Map<string, SSEServerTransport>();
  const http = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    if (request.method === "GET" && url.pathname === "/sse") {
      const transport = new SSEServerTransport("/messages", response);
      sessions.set(transport.sessionId, transport);
      const server = new McpServer({ name: "old", version: "1" }, { capabilities: { logging: {} } });
      server.registerTool("greet", { description: "Greets." }, async ({ sendNotification }) => {
        await sendNotification({
          method: "notifications/message",
          params: { level: "info", data: "greeting" },
        });
        return { content: [{ type: "text", text: "hello" }] };
      });
      void server.connect(transport);
    } else if (request.method === "POST" && url.pathname === "/messages") {
      void sessions.get(url.searchParams.get("sessionId") ?? "")?.handlePostMessage(request, response);
    } else response.writeHead(request.method === "POST" ? 405 : 404).end();
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closing.push(() => (http.close(), http.closeAllConnections()));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/sse`;
  return { url, cut: () => http.closeAllConnections() };
}

test.each(["auto", "sse"] as const)("a server of the oldest transport is found: %s", async (transport) => {
  const { url } = await oldServer();
  const remote = await openRemote(url, { transport });
  expect(remote.link.opening.era).toBe("legacy");
  const told: string[] = [];
  const answer = await remote.ask("tools/call", { name: "greet" }, { told });
  expect(answer.line).toContain("hello");
  expect(told.join()).toContain("greeting");
  const answers = await Promise.all(Array.from({ length: 20 }, () => remote.ask("tools/list")));
  expect(answers.every(({ result }) => Array.isArray(result?.tools))).toBe(true);
});

test("it is not looked for where only Streamable HTTP is wanted", async () => {
  const { url } = await oldServer();
  await expect(openRemote(url, { transport: "http" })).rejects.toThrow(
    "takes no messages at this address (HTTP 405)",
  );
});

test("its end is the end of the channel, and of what was under way", async () => {
  const { url, cut } = await oldServer();
  const remote = await openRemote(url);
  await remote.call("greet");
  cut();
  await expect.poll(() => remote.ends).toEqual([{ reason: "ended its stream" }]);
  await expect(remote.call("greet")).rejects.toMatchObject({ kind: "closed", ran: "no" });
});

test("an endpoint outside of its origin is refused, and nothing is sent there", async () => {
  const other = await scripted((_, response) => void response.writeHead(202).end());
  const server = await scripted(({ method }, response) => {
    if (method === "GET") stream(response)(`event: endpoint\ndata: ${other.url}`);
    else response.writeHead(405).end();
  });
  await expect(openRemote(server.url, { transport: "sse" })).rejects.toThrow("outside of its own origin");
  await expect(openRemote(server.url)).rejects.toThrow("HTTP 405");
  expect(other.received).toEqual([]);
});

test("an address with nothing behind it says so in the words of Streamable HTTP", async () => {
  const server = await scripted((_, response) => void response.writeHead(404).end());
  await expect(openRemote(server.url)).rejects.toThrow(
    'has nothing at this address (HTTP 404): check its "url"',
  );
});
