import { afterEach, expect, test } from "vitest";
import { behind, call, errorOf, faulty, type Behind } from "./fixtures/behind.ts";
import { resultOf } from "./fixtures/raw-client.ts";
import {
  closeServers,
  json,
  opensLegacy,
  result,
  scripted,
  textResult,
  type Script,
} from "./remote-server.ts";

const clients: Behind[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await closeServers();
});

/** An older server with one tool, in sessions that a test can make it forget. */
function older(): { script: Script; forget(): void } {
  let session = 1;
  const script: Script = (received, response) => {
    const { message, headers } = received;
    const known = headers["mcp-session-id"] === `s-${session}`;
    if (["server/discover", "initialize"].includes(String(message.method)) || known) {
      if (opensLegacy(received, response, `s-${session}`)) return;
      const tool = { name: "greet", inputSchema: { type: "object" }, annotations: { readOnlyHint: false } };
      json(
        response,
        message.method === "tools/list"
          ? result(message.id, { tools: [tool] })
          : textResult(message.id, "hello"),
      );
    } else response.writeHead(404).end();
  };
  return { script, forget: () => void session++ };
}

test("behind the gateway a session that was forgotten is opened anew, and nobody notices", async () => {
  const { script, forget } = older();
  const server = await scripted(script);
  const client = await behind({ servers: { far: { url: server.url } } }, ["far_greet"]);
  clients.push(client);
  expect(JSON.stringify(resultOf(await call(client, "far_greet")))).toContain("hello");
  forget();
  expect(JSON.stringify(resultOf(await call(client, "far_greet")))).toContain("hello");
  expect(server.methods().filter((method) => method === "initialize").length).toBeGreaterThanOrEqual(2);
});

test("a server that goes away fails alone and is used again when it is back", async () => {
  const { script } = older();
  const server = await scripted(script);
  const servers = { far: { url: server.url }, near: faulty(), boxed: { image: "nowhere/at-all" } };
  const client = await behind({ servers }, ["far_greet", "near_echo"]);
  clients.push(client);
  await server.close();
  const failed = errorOf(await call(client, "far_greet"));
  expect(failed).toMatchObject({ kind: "upstream", outcome: "not_done", retryable: true });
  expect(failed?.text).toContain(`at 127.0.0.1:${server.port} refuses connections`);
  expect(errorOf(await call(client, "near_echo", { text: "here" }))).toBeUndefined();
  await scripted(script, server.port);
  await expect.poll(async () => errorOf(await call(client, "far_greet"))).toBeUndefined();
});
