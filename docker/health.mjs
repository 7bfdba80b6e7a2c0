// HEALTHCHECK of the images: asks the HTTP form for /health. Over stdio nothing listens, and the client that holds the
// pipe sees by itself whether the server lives, so there the answer is always yes.
import { readFileSync } from "node:fs";

// The check runs beside the server, with its environment but not with its arguments.
const args = readFileSync("/proc/1/cmdline", "utf8").split("\0");
const { env } = process;
const gateway = readFileSync(new URL("package.json", import.meta.url), "utf8").includes(
  '"@sophia-mcp/gateway"',
);

/** What follows a flag: "" when nothing does, undefined without the flag. */
function value(flag) {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  if (args[at] !== flag) return args[at].slice(flag.length + 1);
  const next = args[at + 1] ?? "";
  return next.startsWith("-") ? "" : next;
}

function port() {
  const flag = value("--http");
  const variable = env.SOPHIA_HTTP?.trim() || "false";
  const http = flag === "" ? "true" : (flag ?? variable);
  const off = /^(false|no|off)$/i.test(http);
  const start = gateway && args.includes("start");
  if (off && !start) return undefined;
  const said = [http, ...(gateway ? [value("--port"), env.PORT] : [])].find((one) =>
    /^\d{2,5}$/.test(one ?? ""),
  );
  return said ?? (gateway ? "8090" : "8080");
}

function host() {
  const bound = value("--host") ?? env.SOPHIA_HOST?.trim();
  if (!bound || bound === "0.0.0.0" || bound === "::") return "127.0.0.1";
  return bound.includes(":") ? `[${bound}]` : bound;
}

const listening = port();
if (listening !== undefined) {
  try {
    const answer = await fetch(`http://${host()}:${listening}/health`, { signal: AbortSignal.timeout(4000) });
    process.stdout.write(`${answer.status} ${await answer.text()}\n`);
    process.exitCode = answer.ok ? 0 : 1;
  } catch (error) {
    process.stdout.write(`${error.cause?.code ?? error.name} on port ${listening}\n`);
    process.exitCode = 1;
  }
}
