/** Drives an image as its users run it: read-only, without capabilities, secrets as files, both transports. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { firstCalls } from "./first-calls.ts";
import type { Engine } from "./images-engine.ts";

const root = resolve(import.meta.dirname, "..");
const patienceMs = 20_000;
const token = "token-of-the-image-check";
const prefix = `sophia-check-${process.pid}-`;
const hardened = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"];
/** Of the image's own check, quick enough to wait for. */
const health = ["--health-interval=1s", "--health-timeout=2s", "--health-retries=1"];

/** Milliseconds from `docker run` to the list of tools, and to the first row. */
interface Timing {
  tools: number;
  listMs: number;
  callMs: number;
}

/**
 * Over stdio with the built-in emulator and no network at all.
 * @throws Error that says what went wrong
 */
export async function driveStdio(engine: Engine, server: string, image: string): Promise<Timing> {
  const name = containerName(server, "stdio");
  const args = [
    "run",
    "-i",
    "--rm",
    "--name",
    name,
    "--network=none",
    ...hardened,
    ...health,
    image,
    "--sandbox",
  ];
  const started = performance.now();
  const client = newClient();
  await client.connect(
    new StdioClientTransport({
      command: "docker",
      args: [...engine.args, ...args],
      env: dockersOwn(),
      stderr: "inherit",
    }),
  );
  try {
    const timing = await askAll(client, server, started);
    await reaches(engine, name, "{{.State.Health.Status}}", "healthy");
    return timing;
  } finally {
    await client.close();
    await gone(engine, name);
  }
}

/**
 * Over HTTP in front of the emulators that run here, with every secret in a file.
 * @param env what points a server at the emulators: base URLs and credentials
 * @param folder where files with the secrets may be written
 * @throws Error that says what went wrong
 */
export async function driveHttp(
  engine: Engine,
  server: string,
  image: string,
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<Timing> {
  const port = await freePort();
  const form = server === "gateway" ? ["start", "--port", String(port)] : ["--http", String(port)];
  refusesWithoutToken(engine, image, form);
  const name = containerName(server, "http");
  const secrets = join(folder, server);
  mkdirSync(secrets);
  const secret = secretNames(server);
  if (!Object.keys(env).some((key) => secret.has(key))) throw new Error("none of its credentials was given");
  const variables = Object.entries({ ...env, MCP_AUTH_TOKEN: token }).map(([key, value]) => {
    if (!secret.has(key)) return `--env=${key}=${value}`;
    writeFileSync(join(secrets, key), `${value}\n`, { mode: 0o444 });
    return `--env=${key}_FILE=/run/secrets/${key}`;
  });
  const mounts = [`--volume=${secrets}:/run/secrets:ro`, "--volume=/state"];
  // As compose.yaml runs it: the health check then finds another process in the first place.
  const init = server === "gateway" ? ["--init"] : [];
  const started = performance.now();
  try {
    engine.docker(
      "run",
      "-d",
      "--name",
      name,
      "--network=host",
      ...hardened,
      ...health,
      ...init,
      ...mounts,
      ...variables,
      image,
      ...form,
    );
    const url = `http://127.0.0.1:${port}`;
    await answers(engine, name, `${url}/health`);
    const denied = await fetch(`${url}/metrics`);
    if (denied.status !== 401) throw new Error(`/metrics without the token answered ${denied.status}`);
    const client = newClient();
    const headers = { authorization: `Bearer ${token}` };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
    );
    const timing = await askAll(client, server, started);
    await client.close();
    const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
    if (!/^mcp_tool_calls_total\{.*outcome="ok"\} [1-9]/m.test(metrics))
      throw new Error("/metrics does not count the calls that were made");
    await reaches(engine, name, "{{.State.Health.Status}}", "healthy");
    engine.docker("exec", name, "node", "--eval", 'require("node:fs").writeFileSync("/state/probe", "")');
    engine.docker("stop", "--time=15", name);
    await reaches(engine, name, "{{.State.ExitCode}}", "0");
    return timing;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${said}\n${logs(engine, name)}`, { cause: error });
  } finally {
    removeContainers(engine, name);
  }
}

/** A server that hangs is seen by the image's own check. */
export async function seesHang(engine: Engine, image: string): Promise<void> {
  const name = containerName("hang", "http");
  const form = ["--http", String(await freePort())];
  engine.docker(
    "run",
    "-d",
    "--name",
    name,
    "--network=host",
    ...health,
    `--env=MCP_AUTH_TOKEN=${token}`,
    image,
    ...form,
  );
  try {
    await reaches(engine, name, "{{.State.Health.Status}}", "healthy");
    engine.docker("kill", "--signal=STOP", name);
    await reaches(engine, name, "{{.State.Health.Status}}", "unhealthy");
  } finally {
    removeContainers(engine, name);
  }
}

/** Those of this run, or the one of this name, with what they wrote. */
export function removeContainers(engine: Engine, name = prefix): void {
  const ids = engine.docker("ps", "--all", "--quiet", "--filter", `name=${name}`);
  if (ids !== "") engine.docker("rm", "--force", "--volumes", ...ids.split("\n"));
}

function logs(engine: Engine, name: string): string {
  try {
    return engine.docker("logs", "--tail=20", name);
  } catch {
    // There is none when the container could not even be made.
    return "";
  }
}

/** What the docker command itself reads; the container gets none of it. */
export function dockersOwn(): Record<string, string> {
  const own = /^(PATH|HOME|DOCKER_\w+|XDG_RUNTIME_DIR)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value && own.test(key) ? [[key, value]] : [])),
  );
}

const newClient = (): Client =>
  new Client({ name: "image-check", version: "1" }, { versionNegotiation: { mode: "auto" } });

const containerName = (server: string, form: string): string => `${prefix}${server}-${form}`;

/** Lists, then makes the first call of the server, or of each server behind the gateway. */
async function askAll(client: Client, server: string, started: number): Promise<Timing> {
  const { tools } = await client.listTools();
  const listMs = performance.now() - started;
  let callMs: number | undefined;
  const calls = server === "gateway" ? Object.values(firstCalls) : [firstCalls[server]];
  for (const call of calls) {
    if (!call) throw new Error(`tools/first-calls.ts has no call for ${server}`);
    const { isError, content } = await client.callTool(call);
    const first = content[0];
    const text = first?.type === "text" ? first.text : "";
    if (isError || text.includes("(no rows)") || !text.startsWith("<data"))
      throw new Error(`${call.name} answered: ${text}`);
    callMs ??= performance.now() - started;
  }
  return { tools: tools.length, listMs, callMs: callMs ?? listMs };
}

function refusesWithoutToken(engine: Engine, image: string, form: readonly string[]): void {
  try {
    engine.docker("run", "--rm", "--network=none", ...hardened, image, ...form);
  } catch (error) {
    if (error instanceof Error && error.message.includes("MCP_AUTH_TOKEN_FILE")) return;
    throw error;
  }
  throw new Error("the HTTP form started without a token");
}

/** Every variable that a server reads a credential from; each can be a file instead. */
function secretNames(server: string): Set<string> {
  interface Scheme {
    fields: Record<string, { env: string[] }>;
  }
  const path = join(root, "packages", server, "dist/manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as {
    credentials?: Scheme[];
    servers?: { credentials: Scheme[] }[];
  };
  const schemes = [manifest, ...(manifest.servers ?? [])].flatMap((one) => one.credentials ?? []);
  const fields = schemes.flatMap((scheme) => Object.values(scheme.fields));
  return new Set(["MCP_AUTH_TOKEN", ...fields.flatMap((field) => field.env)]);
}

async function answers(engine: Engine, name: string, url: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (engine.docker("inspect", "--format={{.State.Running}}", name) !== "true") throw new Error("it ended");
    if (Date.now() > deadline) throw new Error(`${url} does not answer (${status})`);
    await wait(10);
  }
}

/** Waits until `docker inspect` says what is expected. */
async function reaches(engine: Engine, name: string, format: string, expected: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const said = engine.docker("inspect", `--format=${format}`, name);
    if (said === expected) return;
    if (Date.now() > deadline) throw new Error(`${format} stays ${said} instead of ${expected}`);
    await wait(100);
  }
}

/** A container ends with its client. */
async function gone(engine: Engine, name: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (engine.docker("ps", "--all", "--quiet", "--filter", `name=${name}`) !== "") {
    if (Date.now() > deadline) {
      removeContainers(engine, name);
      throw new Error("the container outlived its client");
    }
    await wait(50);
  }
}

/** One that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) =>
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    }),
  );
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
