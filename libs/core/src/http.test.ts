import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { noMetrics, type UpstreamEvent } from "@sophia-mcp/metrics/events";
import { idempotent, repeatable, withCall } from "./call.ts";
import { ToolError } from "./errors.ts";
import { createHttp, type HttpOptions } from "./http.ts";
import type { Access } from "./tool.ts";

type Handler = (req: IncomingMessage, res: ServerResponse, count: number) => void;

const open: { close(): void; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function vendor(handler: Handler, options: Partial<HttpOptions> = {}) {
  let count = 0;
  const server = createServer((req, res) => handler(req, res, ++count));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const events: UpstreamEvent[] = [];
  const metrics = { ...noMetrics, upstream: (event: UpstreamEvent) => void events.push(event) };
  const context = { server: "demo", vendor: "Demo", credential: "DEMO_TOKEN", metrics };
  const http = createHttp(context, {
    baseUrl,
    explain: ({ json }) => ({ message: (json as { message?: string } | undefined)?.message }),
    ...options,
  });
  return { http, baseUrl, events, during, count: () => count };
}

const during = <T>(access: Access, work: () => Promise<T>, seconds = 5) =>
  withCall(
    {
      tool: "demo",
      access,
      signal: AbortSignal.timeout(seconds * 1000),
      deadline: performance.now() + seconds * 1000,
    },
    work,
  );

const json = (res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  res.writeHead(status, { "content-type": "application/json", ...headers });
  res.end(JSON.stringify(body));
};

async function failure(work: Promise<unknown>): Promise<ToolError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  return error as ToolError;
}

test("a read is tried again after a 500 with jitter and after a 429 as it asks, four times at most", async () => {
  const flaky = await vendor((_, res, count) =>
    count < 3 ? json(res, count === 1 ? 500 : 429, {}, { "retry-after": "0.2" }) : json(res, 200, { ok: 1 }),
  );
  expect(await flaky.during("read", () => flaky.http.json("GET", "/x"))).toEqual({ ok: 1 });
  expect(flaky.events).toMatchObject([{ status: 200, attempts: 3 }]);
  const down = await vendor((_, res) => json(res, 503, { message: "down" }));
  const error = await failure(down.during("read", () => down.http.json("GET", "/x")));
  expect(error.message).toBe(
    "Demo failed (503). The fault is on their side; try again in a minute. Demo says: down.",
  );
  expect(down.count()).toBe(4);
});

test.each([
  ["3600", 3600],
  [new Date(Date.now() + 120_000).toUTCString(), 120],
  ["soon", undefined],
])("a 429 with Retry-After %s", async (value, seconds) => {
  const limited = await vendor((_, res) => json(res, 429, {}, { "retry-after": value }));
  const error = await failure(limited.during("read", () => limited.http.json("GET", "/x"), 3));
  if (seconds === undefined) expect(limited.count()).toBe(4);
  else {
    expect(limited.count()).toBe(1);
    expect(error.details.retryAfterSeconds).toBeGreaterThan(seconds - 5);
    expect(error.message).toMatch(/rate limit is reached \(429\)\. Wait \d+ s, then repeat the call/);
  }
});

test("a write is never repeated after an unknown outcome, and says so", async () => {
  for (const handler of [
    ((_, res) => json(res, 500, {})) as Handler,
    ((_, res) => void res.socket?.destroy()) as Handler,
    ((_, res) => void res.writeHead(200, { "content-type": "application/json" }).end('{"a":')) as Handler,
  ]) {
    const target = await vendor(handler);
    const error = await failure(target.during("write", () => target.http.json("POST", "/x", { body: {} })));
    expect(target.count()).toBe(1);
    expect(error.details).toMatchObject({ outcome: "unknown", retryable: false });
    expect(error.message).toContain(
      "It is not known whether the change was made: look before you repeat it.",
    );
  }
});

test("a write is repeated after a 429, after a refused connection, and where it is marked as repeatable", async () => {
  const limited = await vendor((_, res, count) =>
    count === 1 ? json(res, 429, {}, { "retry-after": "0.1" }) : json(res, 200, { ok: 1 }),
  );
  expect(await limited.during("write", () => limited.http.json("POST", "/x", { body: {} }))).toEqual({
    ok: 1,
  });
  const lookup = await vendor((_, res, count) => json(res, count === 1 ? 500 : 200, { ok: 1 }));
  expect(
    await lookup.during("write", () => repeatable(() => lookup.http.json("POST", "/x", { body: {} }))),
  ).toEqual({ ok: 1 });
  const gone = await vendor(() => undefined);
  for (const server of open.splice(0)) server.close();
  const error = await failure(gone.during("write", () => gone.http.json("POST", "/x", { body: {} })));
  expect(error.message).toMatch(
    /cannot be reached at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. Nothing was changed/,
  );
});

test("a write that is the same when it arrives twice is repeated, and its failure claims nothing", async () => {
  const flaky = await vendor((_, res, count) => json(res, count === 1 ? 503 : 200, { ok: 1 }));
  const write = ({ http }: typeof flaky) => idempotent(() => http.json("PUT", "/x", { body: {} }));
  expect(await flaky.during("write", () => write(flaky))).toEqual({ ok: 1 });
  const broken = await vendor((_, res) => json(res, 500, {}));
  const error = await failure(broken.during("write", () => write(broken)));
  expect(error.message).toMatch(
    /not known whether the change was made: repeating the same call does no harm/,
  );
  expect(error.details).toMatchObject({ retryable: true, outcome: "unknown" });
  expect(broken.count()).toBe(4);
});

test("the credential never leaves its origin, and redirects are followed only there", async () => {
  const seen: (string | undefined)[] = [];
  const other = await vendor((req, res) => {
    seen.push(req.headers.authorization);
    json(res, 200, { ok: 1 });
  });
  const authorizer = {
    headers: async () => ({ authorization: "Bearer secret-token" }),
    renew: async () => false,
  };
  const elsewhere = await vendor(
    (_, res) => void res.writeHead(302, { location: "https://evil.example/x" }).end(),
    { authorizer },
  );
  const error = await failure(elsewhere.during("read", () => elsewhere.http.json("GET", "/x")));
  expect(error.message).toBe("Demo redirected to evil.example, which was not followed.");
  const near = await vendor(
    (_, res) => void res.writeHead(302, { location: `${other.baseUrl}/file` }).end(),
    { authorizer },
  );
  await near.during("read", () => near.http.json("GET", "/x"));
  expect(seen).toEqual([undefined]);
  await expect(near.http.fetch("https://evil.example/")).rejects.toThrow(
    /refused to send a request to evil\.example/,
  );
});

test("a 401 renews the credential once", async () => {
  let token = "old";
  const authorizer = {
    headers: async () => ({ authorization: token }),
    renew: async () => (token = "new") === "new",
  };
  const strict = await vendor(
    (req, res) => json(res, req.headers.authorization === "new" ? 200 : 401, { ok: 1 }),
    { authorizer },
  );
  expect(await strict.during("read", () => strict.http.json("GET", "/x"))).toEqual({ ok: 1 });
  token = "old";
  const closed = await vendor((_, res) => json(res, 401, {}), { authorizer });
  const error = await failure(closed.during("read", () => closed.http.json("GET", "/x")));
  expect(error.message).toContain("refused the credential in DEMO_TOKEN (401)");
  expect(closed.count()).toBe(2);
});

test("bodies are capped while they are read, and the deadline covers a drip", async () => {
  const huge = await vendor(
    (_, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (res.write("x".repeat(100_000)));
      };
      res.on("drain", more);
      more();
    },
    { maxBytes: 1_000_000 },
  );
  expect((await failure(huge.during("read", () => huge.http.json("GET", "/x")))).message).toContain(
    "over 1 MB",
  );
  const drip = await vendor((_, res) => {
    res.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => res.write(" "), 20);
    res.on("close", () => clearInterval(timer));
  });
  const started = performance.now();
  await expect(drip.during("read", () => drip.http.json("GET", "/x"), 0.3)).rejects.toThrow();
  expect(performance.now() - started).toBeLessThan(1500);
});

test("parallel requests stay within the concurrency and the pace", async () => {
  let now = 0;
  let most = 0;
  const times: number[] = [];
  const slow = await vendor(
    (_, res) => {
      times.push(performance.now());
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        json(res, 200, {});
      }, 30);
    },
    { concurrency: 2, minIntervalMs: 20 },
  );
  await Promise.all(Array.from({ length: 6 }, () => slow.http.json("GET", "/x")));
  expect(most).toBeLessThanOrEqual(2);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(80);
});
