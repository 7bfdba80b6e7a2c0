import { startHarness, type Harness, type HarnessOptions } from "@sophia-mcp/testing/harness";
import server from "../src/server.ts";

/** The server with every tool listed, in front of a fresh account. */
export const startSnowflake = (options: HarnessOptions = {}): Promise<Harness> =>
  startHarness(server, { selection: { groups: ["all"] }, ...options });

/** The statements that were sent, with their parameters, in order. */
export function statements({
  sandbox,
}: Harness): { sqlText: string; parameters: Record<string, unknown>; asyncExec?: boolean }[] {
  return sandbox.requests
    .filter(({ path }) => path === "/queries/v1/query-request")
    .map(({ body }) => body as { sqlText: string; parameters: Record<string, unknown> });
}

/** The bodies of logins, and what stood in their query. */
export const logins = ({ sandbox }: Harness) =>
  sandbox.requests
    .filter(({ path }) => path === "/session/v1/login-request")
    .map(({ body, query }) => ({ query, data: (body as { data: Record<string, unknown> }).data }));
