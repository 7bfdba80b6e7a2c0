import { createConnection } from "node:net";
import { afterAll } from "vitest";
import { openAccess } from "../src/access/open-access.ts";
import { openAudit } from "../src/audit/sqlite-audit.ts";
import { defaultConfig } from "../src/config/defaults.ts";
import type { GatewayConfig } from "../src/config/types.ts";
import { serveHttp } from "../src/fronts/http.ts";
import { healthPage, readyPage } from "../src/fronts/status-pages.ts";
import { createGateway } from "../src/gateway.ts";
import type { Log } from "../src/log.ts";
import { folder } from "./fixtures/processes.ts";

export interface GuardedOptions {
  http?: Partial<GatewayConfig["http"]>;
  env?: Record<string, string>;
  stateFolder?: string;
  host?: string;
  servers?: GatewayConfig["servers"];
}

export interface Guarded {
  /** `http://127.0.0.1:1234` */
  origin: string;
  port: number;
  stateFolder: string;
  /** What was logged, as JSON lines. */
  logged: string[];
  /** Posts a request of 2025-11-25 to `/mcp`, or to the path given. */
  post(headers?: Record<string, string>, path?: string, message?: object): Promise<Response>;
  close(): Promise<void>;
}

const fronts: Guarded[] = [];
afterAll(async () => {
  for (const front of fronts.splice(0)) await front.close();
});

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const ping = { jsonrpc: "2.0", id: 1, method: "ping" };

/** The gateway's HTTP front with its access, in this process; every call is written to `audit.db`. */
export async function guarded(options: GuardedOptions = {}): Promise<Guarded> {
  const { env = {}, stateFolder = folder(), host = "127.0.0.1", servers = [] } = options;
  const logged: string[] = [];
  const log: Log = (level, event, fields) => void logged.push(JSON.stringify({ level, event, ...fields }));
  const base = defaultConfig({});
  const config = { ...base, servers, http: { ...base.http, ...options.http } };
  const audit = await openAudit(`${stateFolder}/audit.db`, { onFailure: "continue", log });
  const gateway = await createGateway({ config, builtIns: {}, env, stateFolder, audit, log, http: true });
  const access = await openAccess(config.http, env, stateFolder, {
    defaultProfile: () => config.defaultProfile,
    log,
  });
  const front = await serveHttp({
    gateway,
    host,
    port: 0,
    access,
    defaultProfile: () => config.defaultProfile,
    profiles: () => Object.keys(config.profiles),
    pages: [healthPage(), readyPage(gateway)],
    log,
  });
  const origin = `http://127.0.0.1:${front.port}`;
  let open = true;
  const result: Guarded = {
    origin,
    port: front.port,
    stateFolder,
    logged,
    post: (headers = {}, path = "/mcp", message = ping) =>
      fetch(origin + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(message),
      }),
    async close() {
      if (!open) return;
      open = false;
      await front.close();
      access.close();
      await gateway.close();
    },
  };
  fronts.push(result);
  return result;
}

/** Writes bytes to the port, and reads until the other side closes or says no more for a while. */
export function raw(port: number, bytes: string | Buffer, quietMs = 300): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("close", () => resolve(text));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
  });
}

export const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
