/** The company's systems, and what automations leave behind in them. */
import { join } from "node:path";
import { createEngine } from "@sophia-mcp/core/engine";
import type { LoggedRequest } from "@sophia-mcp/sandbox/server";
import { startSandbox, type Sandbox } from "@sophia-mcp/sandbox/sandbox";
import { createWorld } from "@sophia-mcp/sandbox/world/world";
import {
  createAutomations,
  type Automations,
  type AutomationsOptions,
} from "../src/automations/automations.ts";
import { gatewayTools } from "../src/automations/gateway-tools.ts";
import type { RunStore, StoredRun, StoredStep } from "../src/automations/run-store.ts";
import { openRunStore } from "../src/automations/sqlite-run-store.ts";
import { defaultConfig } from "../src/config/defaults.ts";
import type { GatewayConfig } from "../src/config/types.ts";
import { createGateway } from "../src/gateway.ts";
import { createLog } from "../src/log.ts";
import { builtIns } from "../src/registry.ts";
import type { WebhookEvent } from "../src/webhooks/sink.ts";
import { folder, start, type Running } from "./fixtures/processes.ts";
import { callBody, sha256 } from "./webhooks-gong.ts";

export const shipped = join(import.meta.dirname, "../automations");
export const project = "Customer onboarding";

type Row = Record<string, unknown>;

export interface Company {
  sandbox: Sandbox;
  /** A call with two next steps, linked with a deal. */
  call: { id: string; url: string; nextSteps: readonly string[]; deal: string };
  /** Calls a tool without a gateway and without leaving a request behind. */
  ask(tool: string, args: Row): Promise<Row>;
  /** What there is about the call: messages with its link, tasks named like its next steps, notes with its id. */
  messages(channel?: string, text?: string): Promise<Row[]>;
  tasks(): Promise<Row[]>;
  notes(): Promise<Row[]>;
  /** Requests that change something. */
  writes(): string[];
  close(): Promise<void>;
}

const vendors = ["gong", "asana", "slack", "hubspot"];

export async function startCompany(): Promise<Company> {
  const now = new Date();
  const sandbox = await startSandbox({ vendors, now });
  const { calls, deals } = createWorld({ seed: 1, now });
  const found = calls.find(({ nextSteps, dealKey }) => nextSteps.length === 2 && dealKey === "orchard-edge");
  const deal = deals.find(({ key }) => key === found?.dealKey);
  if (!found || !deal) throw new Error("the sandbox has no such call any more");
  const call = {
    id: found.gongId,
    url: `https://app.gong.io/call?id=${found.gongId}`,
    nextSteps: found.nextSteps,
    deal: deal.hubspotId,
  };
  const since = new Date(now.getTime() - 60_000).toISOString();

  async function ask(tool: string, args: Row): Promise<Row> {
    const server = tool.split("_")[0] as keyof typeof builtIns;
    const { default: definition } = (await builtIns[server]?.server()) ?? {};
    if (!definition) throw new Error(`no server for ${tool}`);
    const engine = createEngine(definition, { env: sandbox.env });
    const before = sandbox.requests.length;
    const answer = await engine.call({ name: tool, arguments: args });
    await engine.close();
    sandbox.requests.length = before;
    if (answer.isError) throw new Error(JSON.stringify(answer.content));
    return answer.structuredContent as Row;
  }

  return {
    sandbox,
    call,
    ask,
    async messages(channel = "#sales", text = call.url) {
      const { messages } = await ask("slack_list_messages", { channel, since, limit: 200 });
      return (messages as Row[]).filter((message) => String(message.text).includes(text));
    },
    async tasks() {
      const { tasks } = await ask("asana_list_tasks", { project, updated_since: since, limit: 100 });
      return (tasks as Row[]).filter(({ name }) => call.nextSteps.includes(String(name)));
    },
    async notes() {
      const about = { object_type: "deals", id: call.deal, types: ["note"], detail: "full", limit: 100 };
      const { activities } = await ask("hubspot_list_activities", about);
      return (activities as Row[]).filter(({ body }) => String(body).includes(`Gong call ${call.id}`));
    },
    writes: () => sandbox.requests.filter(isWrite).map(({ method, path }) => `${method} ${path}`),
    close: () => sandbox.close(),
  };
}

/** Slack and searches are asked by POST as well. */
const isWrite = ({ vendor, method, path }: LoggedRequest): boolean => {
  if (vendor === "slack") return path.endsWith("/chat.postMessage");
  if (vendor === "gong" || method === "GET") return false;
  return !/\/search$|\/batch\/read$/.test(path);
};

/** Slack wants a post to come again after a quarter of an hour. */
export const tooManyPosts = {
  vendor: "slack",
  path: "**/chat.postMessage",
  kind: "status",
  status: 429,
  retryAfter: 900,
  times: 1,
} as const;

/** The message arrives, and the connection ends before Slack can say so. */
export const cutPost = {
  vendor: "slack",
  path: "**/chat.postMessage",
  kind: "cut",
  afterEffect: true,
  times: 1,
} as const;

/** A webhook about a call as it is handed to a sink. */
export function webhook(callId: string, more: Row = {}, isTest = false): WebhookEvent {
  const body = callBody(callId, more, isTest);
  return {
    id: "1",
    attempt: 1,
    source: "gong",
    callId,
    contentSha256: sha256(body),
    rule: "default",
    isTest,
    receivedAt: Date.now(),
    body,
    payload: JSON.parse(body) as Row,
  };
}

export interface Automated extends Automations {
  state: string;
  lines: string[];
  deliver(...events: WebhookEvent[]): Promise<void>;
  steps(run: StoredRun | undefined): StoredStep[];
  /** Closes the gateway as well. */
  end(): Promise<void>;
}

/** The automations of a path in this process, through a gateway over these systems. */
export async function automate(
  path: string,
  env: Record<string, string>,
  more: Partial<AutomationsOptions> & { config?: GatewayConfig; state?: string } = {},
): Promise<Automated> {
  const { config = defaultConfig(env), state = folder(), ...options } = more;
  const lines: string[] = [];
  const log = createLog("info", (line) => void lines.push(line));
  const gateway = await createGateway({ config, builtIns, env, stateFolder: state, log });
  const tools = gatewayTools(gateway);
  const automations = createAutomations({
    path,
    tools,
    env,
    stateFolder: state,
    log,
    settleMs: 100,
    approvalPollMs: 50,
    ...options,
  });
  return {
    ...automations,
    state,
    lines,
    deliver: (...events) => automations.sink.deliver(events, AbortSignal.timeout(10_000)),
    steps: (run) => automations.store.steps(run?.id ?? ""),
    async end() {
      await automations.close();
      await gateway.close();
    },
  };
}

const main = join(import.meta.dirname, "automations-main.ts");

/** `sophia-mcp run` in a process of its own. */
export function command(args: readonly string[], env: Record<string, string>): Running {
  return start({ command: process.execPath, args: ["--conditions=@sophia-mcp/source", main, ...args] }, env);
}

/** Looks into the log of another process. */
export function inLog<T>(state: string, read: (store: RunStore) => T): T {
  const store = openRunStore(join(state, "automations.db"));
  try {
    return read(store);
  } finally {
    store.close();
  }
}
