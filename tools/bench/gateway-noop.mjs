// A server that does nothing: it answers 1 KB to every call, over stdio or with `--http` over HTTP, in every revision.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const text = "x".repeat(1024);
const tool = {
  name: "noop",
  description: "Answers 1 KB.",
  inputSchema: { type: "object" },
  annotations: { readOnlyHint: true },
};
const info = { name: "noop", version: "1.0.0" };
const capabilities = { tools: {} };
const results = {
  "server/discover": {
    resultType: "complete",
    supportedVersions: ["2026-07-28"],
    capabilities,
    ttlMs: 0,
    cacheScope: "private",
  },
  "tools/list": { resultType: "complete", tools: [tool], ttlMs: 0, cacheScope: "private" },
  ping: {},
};
const answer = `"result":{"resultType":"complete","content":[{"type":"text","text":"${text}"}]}}`;

/** @param {string} line */
function respond(line) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined || method === undefined) return "";
  const head = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},`;
  if (method === "tools/call") return head + answer;
  // Whatever revision is asked for is spoken: not every peer knows the newest.
  const result =
    method === "initialize"
      ? { protocolVersion: params.protocolVersion, capabilities, serverInfo: info }
      : results[method];
  if (result) return `${head}"result":${JSON.stringify(result)}}`;
  return `${head}"error":{"code":-32601,"message":"Method not found"}}`;
}

if (process.env.NOOP_STARTS) appendFileSync(process.env.NOOP_STARTS, "started\n");
if (process.argv.includes("--http")) {
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk) => (body += chunk));
    req.on("end", () => {
      const line = req.method === "POST" ? respond(body) : "";
      if (line === "") return res.writeHead(req.method === "POST" ? 202 : 405).end();
      res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(line) });
      return res.end(line);
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1", () => {
    process.stdout.write(`http://127.0.0.1:${server.address().port}/mcp\n`);
  });
} else {
  let buffer = "";
  process.stdin.setEncoding("utf8").on("data", (chunk) => {
    buffer += chunk;
    const lines = buffer.split("\n");
    buffer = lines.pop() ?? "";
    for (const line of lines) {
      const answered = line === "" ? "" : respond(line);
      if (answered !== "") process.stdout.write(`${answered}\n`);
    }
  });
  process.stdin.once("end", () => process.exit(0));
}
