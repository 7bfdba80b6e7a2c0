import { afterEach, describe, expect, test } from "vitest";
import { closeRemotes, openRemote } from "./remote-link.ts";
import {
  closeServers,
  json,
  opensLegacy,
  opensModern,
  scripted,
  stream,
  textResult,
  type Script,
} from "./remote-server.ts";

afterEach(async () => {
  await closeRemotes();
  await closeServers();
});

/** A server of the current revision that does this with each call. */
const modern = (call: Script, port?: number) =>
  scripted(
    (received, response) => (opensModern(received, response) ? undefined : call(received, response)),
    port,
  );

const obliging: Script = ({ message }, response) => json(response, textResult(message.id, "ok"));

/** An older one, in a session. */
const legacy = (call: Script) =>
  scripted((received, response) =>
    opensLegacy(received, response, "s-1") ? undefined : call(received, response),
  );

const event = (message: object, id?: string): string =>
  `${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(message)}`;

test("a server that is not there is an outage in which nothing ran", async () => {
  const server = await scripted(() => undefined);
  await server.close();
  await expect(openRemote(server.url)).rejects.toMatchObject({
    ran: "no",
    outage: true,
    message: expect.stringContaining(`at 127.0.0.1:${server.port} refuses connections`),
  });
  await expect(openRemote("http://nowhere.invalid/mcp")).rejects.toMatchObject({ ran: "no", outage: true });
});

test("a server that comes back is used again, on the same link", async () => {
  const server = await modern(obliging);
  const remote = await openRemote(server.url);
  await remote.call("a");
  await server.close();
  await expect(remote.call("a")).rejects.toMatchObject({ kind: "failed", outage: true });
  await modern(obliging, server.port);
  expect((await remote.call("a")).result).toBeDefined();
  expect(remote.ends).toEqual([]);
});

test("a slow answer fails alone, and its connection is given up", async () => {
  let gone = false;
  const server = await modern(({ message }, response) => {
    if (!JSON.stringify(message).includes("slow")) return json(response, textResult(message.id, "quick"));
    response.on("close", () => (gone = true));
  });
  const remote = await openRemote(server.url);
  const slow = remote.ask("tools/call", { name: "slow" }, { timeoutMs: 300 });
  expect((await remote.call("other")).line).toContain("quick");
  await expect(slow).rejects.toMatchObject({ kind: "timeout" });
  await expect.poll(() => gone).toBe(true);
});

describe("an answer cut in its middle", () => {
  test("as JSON", async () => {
    const server = await modern((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"jsonrpc":"2.0",', () => response.destroy());
    });
    const remote = await openRemote(server.url);
    await expect(remote.call("a")).rejects.toMatchObject({ kind: "failed", ran: "maybe" });
  });

  test("as a stream that cannot be read on", async () => {
    const server = await modern((_, response) => {
      stream(response)("id: 1\ndata:");
      response.destroy();
    });
    const remote = await openRemote(server.url);
    await expect(remote.call("a")).rejects.toMatchObject({ kind: "failed", ran: "maybe" });
    // The current revision has no way to read on: it is not tried.
    expect(server.methods()).not.toContain("GET");
  });

  test("before any of it: nothing is sent twice", async () => {
    const server = await modern((_, response) => void response.destroy());
    const remote = await openRemote(server.url);
    await expect(remote.call("a")).rejects.toMatchObject({ ran: "maybe", outage: true });
    expect(server.methods().filter((method) => method === "tools/call")).toHaveLength(1);
  });

  test("as a stream of an older revision with numbered events: it is read on", async () => {
    let id: unknown;
    const server = await scripted((received, response) => {
      const { method, headers, message } = received;
      if (method === "GET" && headers["last-event-id"] === "e-2") {
        const send = stream(response);
        send(event(textResult(id, "the rest"), "e-3"));
        response.end();
        return;
      }
      if (opensLegacy(received, response, "s-1")) return;
      ({ id } = message);
      const send = stream(response);
      send("id: e-1\nretry: 20\ndata:");
      send(
        event(
          { jsonrpc: "2.0", method: "notifications/progress", params: { progressToken: id, progress: 1 } },
          "e-2",
        ),
      );
      setImmediate(() => response.destroy());
    });
    const remote = await openRemote(server.url, { era: "legacy" });
    const told: string[] = [];
    const answer = await remote.ask("tools/call", { name: "a" }, { told });
    expect(answer.line).toContain("the rest");
    expect(told).toHaveLength(1);
    const resumed = server.received.find(({ headers }) => headers["last-event-id"] === "e-2");
    expect(resumed?.headers).toMatchObject({ "mcp-session-id": "s-1", accept: "text/event-stream" });
  });
});

describe("an answer over 10 MB fails alone, and is not read", () => {
  const endless = "x".repeat(1024 * 1024);
  test.each(["application/json", "text/event-stream"])("%s", async (type) => {
    let written = 0;
    const server = await modern(({ message }, response) => {
      if (JSON.stringify(message).includes("small")) return json(response, textResult(message.id, "ok"));
      response.writeHead(200, { "content-type": type });
      response.write(
        `${type.endsWith("json") ? "" : "data: "}{"jsonrpc":"2.0","id":${String(message.id)},"result":{"a":"`,
      );
      const more = (): void => {
        if (response.destroyed || written > 100) return;
        written++;
        response.write(endless, more);
      };
      more();
    });
    const remote = await openRemote(server.url);
    const [big, small] = await Promise.allSettled([remote.call("big"), remote.call("small")]);
    expect(big).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringContaining("over 10 MB") },
    });
    expect(small.status).toBe("fulfilled");
    expect(written).toBeLessThan(60);
  });

  test("said beforehand", async () => {
    const server = await modern((_, response) => {
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": String(11 * 1024 * 1024),
      });
      response.flushHeaders();
    });
    const remote = await openRemote(server.url);
    await expect(remote.call("a")).rejects.toThrow("over 10 MB");
  });
});

test.each([
  ["text", "text/html", "<html>secret-page</html>"],
  ["half of JSON", "application/json", '{"jsonrpc":"2.0","id"'],
  ["another id", "application/json", '{"jsonrpc":"2.0","id":-1,"result":{}}'],
  ["no UTF-8", "application/json", Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ["a list", "application/json", "[1,2]"],
  ["a stream of nonsense", "text/event-stream", "data: nonsense\n\n: c\nfoo: bar\ndata: [1]\n\n"],
])("garbage instead of an answer fails that one request: %s", async (_, type, body) => {
  const server = await modern(
    (_received, response) => void response.writeHead(200, { "content-type": type }).end(body),
  );
  const remote = await openRemote(server.url);
  const error: Error = await remote.call("a").then(
    () => new Error("answered"),
    (reason: Error) => reason,
  );
  expect(error).toMatchObject({ kind: "failed" });
  expect(`${error.message} ${remote.logged.join(" ")}`).not.toContain("secret-page");
  expect(remote.ends).toEqual([]);
});

describe("redirects", () => {
  test("to another origin are refused, and nothing is shown there", async () => {
    const other = await scripted((_, response) => json(response, {}));
    const server = await scripted(
      (_, response) => void response.writeHead(307, { location: other.url }).end(),
    );
    const asked = openRemote(server.url, { headers: { authorization: "Bearer top-secret-token" } });
    await expect(asked).rejects.toThrow(`redirects to another origin, ${other.origin}`);
    await expect(asked).rejects.not.toThrow("top-secret");
    expect(other.received).toEqual([]);
  });

  test("within its origin are followed with method and body, and remembered where they are for good", async () => {
    const server = await scripted((received, response) => {
      if (received.url === "/mcp") response.writeHead(308, { location: "/mcp/" }).end();
      else if (!opensModern(received, response)) json(response, textResult(received.message.id, "ok"));
    });
    const remote = await openRemote(server.url);
    await remote.call("a");
    await remote.call("b");
    expect(server.received.filter(({ url }) => url === "/mcp")).toHaveLength(1);
    expect(server.methods().slice(0, 2)).toEqual(["server/discover", "server/discover"]);
  });

  test("in circles end", async () => {
    const server = await scripted((_, response) => void response.writeHead(302, { location: "/mcp" }).end());
    await expect(openRemote(server.url)).rejects.toThrow("redirects in circles");
  });
});

describe("a session that the server has forgotten", () => {
  test.each([
    [404, "Session not found"],
    [400, "Bad Request: No valid session ID provided"],
  ])("HTTP %i: the channel ends, and what it refused has not run", async (status, message) => {
    let forgotten = false;
    const server = await legacy(({ message: { id, params } }, response) => {
      if (forgotten)
        return json(response, { jsonrpc: "2.0", id: null, error: { code: -32_000, message } }, status);
      if (!JSON.stringify(params).includes("stays")) json(response, textResult(id, "ok"));
    });
    const remote = await openRemote(server.url, { era: "legacy" });
    await remote.call("a");
    const running = remote.call("stays").catch((error: unknown) => error);
    await expect.poll(() => server.methods().filter((method) => method === "tools/call").length).toBe(2);
    forgotten = true;
    await expect(remote.call("b")).rejects.toMatchObject({ kind: "closed", ran: "no" });
    expect(await running).toMatchObject({ ran: "maybe" });
    expect(remote.ends).toMatchObject([{ reason: "has ended its session" }]);
  });
});

describe("the session's own stream", () => {
  test("is opened again where it was cut, after the pause that the server asks for", async () => {
    let cut = 0;
    const server = await scripted((received, response) => {
      if (received.method === "GET") {
        const send = stream(response);
        if (cut++ === 0) {
          send("id: g-1\nretry: 10\ndata:");
          return void setImmediate(() => response.destroy());
        }
        return send(event({ jsonrpc: "2.0", method: "notifications/tools/list_changed" }, "g-2"));
      }
      opensLegacy(received, response, "s-1");
    });
    const remote = await openRemote(server.url, { era: "legacy" });
    await expect.poll(() => remote.notified).toEqual(["notifications/tools/list_changed"]);
    const gets = server.received.filter(({ method }) => method === "GET");
    expect(gets.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "g-1"]);
  });

  test("that says the session is gone ends the channel", async () => {
    const server = await scripted((received, response) => {
      if (received.method === "GET") response.writeHead(404).end();
      else opensLegacy(received, response, "s-1");
    });
    const remote = await openRemote(server.url, { era: "legacy" });
    await expect.poll(() => remote.ends).toMatchObject([{ reason: "has ended its session" }]);
  });
});

test.each([
  [429, { "retry-after": "17" }, "HTTP 429); it asks to be left alone for 17 s", "no", false],
  [503, { "retry-after": "5" }, "HTTP 503); it asks to be left alone for 5 s", "maybe", true],
  [500, {}, "failed (HTTP 500)", "maybe", false],
  [403, {}, "HTTP 403", "no", false],
  [202, {}, "without answering it (HTTP 202)", "maybe", false],
])("HTTP %i is said, with what it means", async (status, headers, reason, ran, outage) => {
  const server = await modern(
    (_, response) => void response.writeHead(status, headers).end("raw-secret-body"),
  );
  const remote = await openRemote(server.url);
  const error: Error = await remote.call("a").then(
    () => new Error("answered"),
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject({ ran, outage, message: expect.stringContaining(reason) });
  expect(error.message).not.toContain("raw-secret-body");
});

test("an error in the body of HTTP 4xx is the answer, also without the id", async () => {
  const server = await modern((_, response) =>
    json(
      response,
      { jsonrpc: "2.0", id: null, error: { code: -32_020, message: "Header mismatch", data: { a: 1 } } },
      400,
    ),
  );
  const remote = await openRemote(server.url);
  expect((await remote.call("a")).error).toEqual({
    code: -32_020,
    message: "Header mismatch",
    data: { a: 1 },
  });
});

test("credentials in the headers of an entry that are refused: the entry is named, the header is not shown", async () => {
  const server = await scripted((_, response) => void response.writeHead(401).end());
  const remote = openRemote(server.url, { headers: { Authorization: "Bearer top-secret-token" } });
  const error: Error = await remote.then(
    () => new Error("opened"),
    (thrown: Error) => thrown,
  );
  expect(error.message).toContain('"headers" of its entry');
  expect(error.message).not.toContain("top-secret");
  expect(server.received[0]?.headers.authorization).toBe("Bearer top-secret-token");
});

test("a header that cannot be sent is named without its value", async () => {
  const server = await scripted(() => undefined);
  const remote = openRemote(server.url, { headers: { "x-key": "geheim-\u{1F511}" } });
  const error: Error = await remote.then(
    () => new Error("opened"),
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject({ ran: "no", message: expect.stringContaining("x-key") });
  expect(error.message).not.toContain("geheim");
});
