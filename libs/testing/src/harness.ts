import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createEngine, type Engine, type EngineOptions } from "@sophia-mcp/core/engine";
import { errorMetaKey } from "@sophia-mcp/core/error-result";
import { protocolFactory } from "@sophia-mcp/core/protocol";
import type { AnyServer } from "@sophia-mcp/core/server";
import { startSandbox, type Sandbox } from "@sophia-mcp/sandbox/sandbox";
import { findSpecs } from "@sophia-mcp/sandbox/specs/find";
import "./matchers.ts";

/** Every test of every server sees the same company on the same day. */
export const testDay = new Date("2026-11-20T12:00:00.000Z");

export interface HarnessOptions extends Partial<Omit<EngineOptions, "env">> {
  /** Added to, or in place of, what the emulator asks for. `undefined` removes a variable. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Protocol era of the client; default modern. */
  era?: "legacy" | "modern";
}

export interface ErrorMeta {
  kind: string;
  retryable: boolean;
  status?: number;
  retry_after_seconds?: number;
  request_id?: string;
  outcome?: string;
}

export interface Answered {
  /** The text as a model sees it, without the marks around it. */
  text: string;
  /** The text with its marks. */
  raw: string;
  structured: Record<string, unknown>;
  isError: boolean;
  error: ErrorMeta | undefined;
}

export interface Harness {
  client: Client;
  engine: Engine;
  sandbox: Sandbox;
  /** Everything that the server wrote to its log. */
  logged: string[];
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Answered>;
  /** Method and path of the requests since the last look. */
  sent(): string[];
  /** Ends everything; fails when a request or an answer did not fit the vendor's description. */
  close(): Promise<void>;
}

export interface CallOptions {
  signal?: AbortSignal;
  onprogress?: (update: {
    progress: number;
    total?: number | undefined;
    message?: string | undefined;
  }) => void;
}

/** A server behind a real client over an in-memory pair, in front of its vendor's emulator. */
export async function startHarness(definition: AnyServer, options: HarnessOptions = {}): Promise<Harness> {
  const { env = {}, era = "modern", ...engineOptions } = options;
  const specs = findSpecs();
  const sandbox = await startSandbox({
    vendors: [definition.name],
    now: testDay,
    ...(specs === undefined ? {} : { specs }),
  });
  const logged: string[] = [];
  const merged = Object.fromEntries(
    Object.entries({ ...sandbox.env, ...env }).filter(([, value]) => value !== undefined),
  );
  const engine = createEngine(definition, {
    log: (line) => void logged.push(line),
    ...engineOptions,
    env: merged,
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const served = serveStdio(protocolFactory(engine), { transport: far });
  const client = new Client(
    { name: "tests", version: "1" },
    { versionNegotiation: { mode: era === "modern" ? { pin: "2026-07-28" } : "legacy" } },
  );
  await client.connect(near);
  let seen = 0;
  return {
    client,
    engine,
    sandbox,
    logged,
    async call(name, args = {}, callOptions = {}) {
      return answered(await client.callTool({ name, arguments: args }, callOptions));
    },
    sent() {
      const fresh = sandbox.requests.slice(seen).map(({ method, path }) => `${method} ${path}`);
      seen = sandbox.requests.length;
      return fresh;
    },
    async close() {
      await client.close();
      await served.close();
      await engine.close();
      await sandbox.close();
      report(definition.name, sandbox);
      if (sandbox.violations.length > 0) {
        const problems = sandbox.violations.map((one) => `${one.side} ${one.operation}: ${one.problem}`);
        throw new Error(
          `${definition.title}: traffic does not fit the vendor's description:\n${problems.join("\n")}`,
        );
      }
    },
  };
}

type Result = Awaited<ReturnType<Client["callTool"]>>;

export function answered(result: Result): Answered {
  const raw = result.content.map((part) => (part.type === "text" ? part.text : `[${part.type}]`)).join("\n");
  return {
    raw,
    text: raw.replace(/^<data from="[^"]*" id="[^"]*">\n/, "").replace(/\n<\/data [0-9a-f]+>$/, ""),
    structured: (result.structuredContent ?? {}) as Record<string, unknown>,
    isError: result.isError === true,
    error: result._meta?.[errorMetaKey] as ErrorMeta | undefined,
  };
}

/** What the checks covered, for the summary of `npm run check`: one line per harness, below the package's `reports`. */
function report(vendor: string, sandbox: Sandbox): void {
  const coverage = sandbox.coverage()[vendor];
  if (!coverage) return;
  const folder = join(process.cwd(), "reports");
  mkdirSync(folder, { recursive: true });
  appendFileSync(
    join(folder, `contract-${process.pid}.jsonl`),
    `${JSON.stringify({ vendor, ...coverage })}\n`,
  );
}
