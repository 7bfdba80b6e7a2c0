import { startHarness, type Harness, type HarnessOptions } from "@sophia-mcp/testing/harness";
import server from "../src/server.ts";

/** Every tool, and the emulator's access key. */
export const startGong = (options: HarnessOptions = {}): Promise<Harness> =>
  startHarness(server, { selection: { groups: ["all"] }, ...options });

/** An OAuth token of the emulator in place of the access key. */
export const startWithToken = (token: string): Promise<Harness> =>
  startGong({
    env: { GONG_ACCESS_KEY: undefined, GONG_ACCESS_KEY_SECRET: undefined, GONG_ACCESS_TOKEN: token },
  });

export const callsOnly = "sandbox-gong-token-calls-only";
export const transcriptsOnly = "sandbox-gong-token-transcripts-only";
export const throttled = "sandbox-gong-token-throttled";
export const spent = "sandbox-gong-token-spent";
