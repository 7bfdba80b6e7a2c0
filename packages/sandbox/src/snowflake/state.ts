import type { Setting } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";
import type { World } from "../world/world.ts";
import { openWarehouse, type Warehouse } from "./database.ts";
import { seedHistory } from "./history-data.ts";
import type { Table } from "./types.ts";
import type { SqlError } from "./errors.ts";

export type User = {
  name: string;
  roles: readonly string[];
  defaultRole: string;
  /** Base64 of the key that `ALTER USER … SET RSA_PUBLIC_KEY` stored. */
  publicKey?: string;
};

export type Session = {
  id: number;
  token: string;
  masterToken: string;
  user: User;
  role: string;
  /** Secondary roles count until `USE SECONDARY ROLES NONE`; programmatic tokens have none. */
  secondary: boolean;
  warehouse: string | undefined;
  database: string | undefined;
  schema: string | undefined;
  parameters: Map<string, string>;
};

/** A statement that was sent, with its result once it is done. */
export type Query = {
  id: string;
  requestId: string;
  text: string;
  type: string;
  user: string;
  role: string;
  warehouse: string | undefined;
  database: string | undefined;
  schema: string | undefined;
  tag: string;
  startedAt: number;
  /** When the result can be had; later than the start for statements that wait. */
  readyAt: number;
  status: "RUNNING" | "SUCCESS" | "FAILED_WITH_ERROR";
  result: (Table & { statementTypeId: number }) | undefined;
  error: SqlError | undefined;
  bytes: number;
};

export type SnowflakeState = {
  world: World;
  warehouse: Warehouse;
  users: User[];
  sessions: Session[];
  queries: Query[];
  /** Sandbox time: starts at the world's now and runs on. */
  clock(): number;
  /** Where parts of results lie: another origin than the account's, as cloud storage is. */
  storage: string;
};

export const ACCOUNT = {
  name: "TESSALANE",
  organization: "SANDBOX",
  region: "AWS_EU_CENTRAL_1",
  version: "10.39.1",
};

export const TOKENS = {
  programmatic: "sf-pat-sandbox-mcp-agent-7f3a9c51",
  reader: "sf-pat-sandbox-reader-0c44e1d2",
  oauth: "sf-oauth-sandbox-mcp-agent-b85d20ea",
  oauthClient: {
    id: "sandbox-client",
    secret: "sandbox-client-secret-41d7",
    refresh: "sf-refresh-sandbox-6e02",
  },
  password: "sandbox-password-93ab",
} as const;

/** What a role may see: schemas to read and schemas to write. */
export const ROLES: Readonly<Record<string, { reads: readonly string[]; writes: readonly string[] }>> = {
  DATA_READER: { reads: ["ANALYTICS.CRM", "ANALYTICS.PRODUCT", "SCRATCH.PUBLIC"], writes: [] },
  DATA_ENGINEER: {
    reads: ["ANALYTICS.CRM", "ANALYTICS.PRODUCT", "SCRATCH.PUBLIC"],
    writes: ["ANALYTICS.CRM", "ANALYTICS.PRODUCT", "SCRATCH.PUBLIC"],
  },
  HR_READER: { reads: ["ANALYTICS.PEOPLE"], writes: [] },
};

export type WarehouseInfo = {
  name: string;
  size: string;
  state: string;
  running: number;
  queued: number;
  comment: string;
};

export const WAREHOUSES: readonly WarehouseInfo[] = [
  {
    name: "ANALYTICS_WH",
    size: "X-Small",
    state: "STARTED",
    running: 1,
    queued: 0,
    comment: "Dashboards and agents",
  },
  { name: "LOADING_WH", size: "Small", state: "STARTED", running: 3, queued: 2, comment: "Hourly loads" },
  {
    name: "SCIENCE_WH",
    size: "Large",
    state: "SUSPENDED",
    running: 0,
    queued: 0,
    comment: "Ask Nadia before use",
  },
];

export function createState({ world, now, url }: Setting): SnowflakeState {
  const started = Date.now();
  return {
    world,
    warehouse: openWarehouse(world),
    users: [
      { name: "MCP_AGENT", roles: ["DATA_READER", "DATA_ENGINEER"], defaultRole: "DATA_ENGINEER" },
      { name: "READER_BOT", roles: ["DATA_READER"], defaultRole: "DATA_READER" },
    ],
    sessions: [],
    queries: seedHistory(now.getTime()),
    clock: () => now.getTime() + (Date.now() - started),
    storage: url.replace("127.0.0.1", "localhost"),
  };
}

export const queryId = (serial: number): string => uuidFor(`snowflake:query:${serial}`);

export const activeRoles = ({ role, secondary, user }: Session): readonly string[] =>
  secondary ? [role, ...user.roles] : [role];

export const mayRead = (session: Session, database: string, schema: string): boolean =>
  activeRoles(session).some((role) => ROLES[role]?.reads.includes(`${database}.${schema}`));

export const mayWrite = (session: Session, database: string, schema: string): boolean =>
  activeRoles(session).some((role) => ROLES[role]?.writes.includes(`${database}.${schema}`));
