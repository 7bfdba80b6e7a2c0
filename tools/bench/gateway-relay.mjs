// The least that a relay can do: it gives every request a number of its own and passes bytes on, over stdio or with
// `--http` over HTTP, to one child. What it costs is what no gateway in JavaScript can do without.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const child = spawn(process.execPath, [new URL("gateway-noop.mjs", import.meta.url).pathname], {
  stdio: ["pipe", "pipe", "inherit"],
});
/** @type {Map<number, { id: unknown, answer(line: string): void }>} */
const waiting = new Map();
let next = 1;

/** @param {import("node:stream").Readable} stream @param {(line: string) => void} take */
function eachLine(stream, take) {
  let buffer = "";
  stream.setEncoding("utf8").on("data", (chunk) => {
    buffer += chunk;
    const lines = buffer.split("\n");
    buffer = lines.pop() ?? "";
    for (const line of lines) if (line !== "") take(line);
  });
}

eachLine(child.stdout, (line) => {
  const message = JSON.parse(line);
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  asked?.answer(line.replace(/"id":\d+/, `"id":${JSON.stringify(asked.id)}`));
});

/** @param {string} line @param {(line: string) => void} answer */
function forward(line, answer) {
  const message = JSON.parse(line);
  if (message.id === undefined) return false;
  const number = next++;
  waiting.set(number, { id: message.id, answer });
  child.stdin.write(`${JSON.stringify({ ...message, id: number })}\n`);
  return true;
}

if (process.argv.includes("--http")) {
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk) => (body += chunk));
    req.on("end", () => {
      const answered = forward(body, (line) => {
        res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(line) });
        res.end(line);
      });
      if (!answered) res.writeHead(202).end();
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1", () => {
    process.stdout.write(`http://127.0.0.1:${server.address().port}/mcp\n`);
  });
} else {
  eachLine(process.stdin, (line) => void forward(line, (answer) => process.stdout.write(`${answer}\n`)));
}
process.stdin.once("end", () => {
  if (!process.argv.includes("--http")) child.stdin.end();
});
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    child.kill();
    process.exit(0);
  });
}
