import { mapStrings, revealed } from "@sophia-mcp/core/text";
import type { CallFigures, MetricsSnapshot } from "@sophia-mcp/metrics/snapshot";
import type { AuditRow } from "../audit/row.ts";
import type { Gateway } from "../gateway.ts";
import type { Approval, Approvals } from "../policy/approvals.ts";
import { heldId, readHeldDefinitions, type HeldDefinition } from "../policy/definition-approvals.ts";
import { version } from "../version.ts";

type Awaitable<T> = T | Promise<T>;
type ServerStatus = ReturnType<Gateway["status"]>[number];

/** Where a status comes from. Each part may fail alone. */
export interface StatusSources {
  gateway: Pick<Gateway, "status">;
  metrics: { snapshot(): Promise<MetricsSnapshot> };
  /** Undefined where no call can wait. */
  approvals(): Promise<Approvals | undefined>;
  /** Where held-back definitions are kept. */
  stateFolder: string;
  /** The newest rows of the audit log, in any order. */
  recentAudit(limit: number): Awaitable<readonly AuditRow[]>;
}

/** A server with what its calls came to; `gone` is one that the configuration names no more. */
export interface ServerRow extends Omit<ServerStatus, "pids" | "kind"> {
  kind: ServerStatus["kind"] | "gateway" | "gone";
  queued: number;
  calls?: Omit<CallFigures, "server">;
}

/** `/status.json`. Durations in milliseconds, times in milliseconds since 1970. Hidden characters are written out. */
export interface StatusDocument {
  version: string;
  at: number;
  startedAt: number;
  servers: ServerRow[];
  definitions: MetricsSnapshot["definitions"];
  quotas: MetricsSnapshot["quotas"];
  refused: MetricsSnapshot["refused"];
  auditErrors: number;
  approvals: Approval[];
  held: (HeldDefinition & { id: string })[];
  /** Newest first. */
  audit: AuditRow[];
  /** Parts that could not be read, for a person. */
  problems: string[];
}

const auditRows = 50;
const startedAt = Math.round(performance.timeOrigin);

/** All that the status page shows, read now. Never throws for one part that fails. */
export async function statusDocument(sources: StatusSources): Promise<StatusDocument> {
  const problems: string[] = [];
  async function part<T>(what: string, read: () => Awaitable<T>, otherwise: T): Promise<T> {
    try {
      return await read();
    } catch {
      // The reason may hold paths; whoever runs the gateway finds it in the log of the part itself.
      problems.push(`${what} could not be read.`);
      return otherwise;
    }
  }
  const [figures, calls, held, audit] = await Promise.all([
    sources.metrics.snapshot(),
    part("Calls that wait for a person", async () => (await sources.approvals())?.list() ?? [], []),
    part("Definitions that are held back", () => readHeldDefinitions(sources.stateFolder), []),
    part("The audit log", () => sources.recentAudit(auditRows), []),
  ]);
  const { definitions, quotas, refused, auditErrors } = figures;
  const status: StatusDocument = {
    version,
    at: Date.now(),
    startedAt,
    servers: serverRows(sources.gateway.status(), figures),
    definitions,
    quotas,
    refused,
    auditErrors,
    approvals: calls,
    held: held.map((one) => Object.assign({ id: heldId(one) }, one)),
    audit: audit
      .filter(({ kind }) => kind !== "anchor")
      .sort((one, other) => other.seq - one.seq)
      .slice(0, auditRows),
    problems,
  };
  return mapStrings(status, revealed) as StatusDocument;
}

function serverRows(servers: readonly ServerStatus[], { calls, queued }: MetricsSnapshot): ServerRow[] {
  const figures = new Map(calls.map(({ server, ...rest }) => [server, rest]));
  const rows = servers.map((server): ServerRow => {
    const { name, title, kind, tools, state, reason, circuit, restarts, inFlight } = server;
    const own = figures.get(name);
    figures.delete(name);
    return {
      name,
      title,
      kind,
      tools,
      state,
      circuit,
      restarts,
      inFlight,
      queued: queued[name] ?? 0,
      ...(reason === undefined ? {} : { reason }),
      ...(own ? { calls: own } : {}),
    };
  });
  const others = [...figures].map(([name, own]): ServerRow => {
    const itself = name === gatewayName;
    return {
      name,
      title: itself ? "The gateway's own tools" : name,
      kind: itself ? "gateway" : "gone",
      tools: 0,
      state: itself ? "ready" : "idle",
      circuit: "closed",
      restarts: 0,
      inFlight: 0,
      queued: queued[name] ?? 0,
      calls: own,
    };
  });
  return [...rows, ...others];
}

/** The server that calls of the gateway's own tools are counted for. */
const gatewayName = "gateway";
