import { startHarness, type Harness, type HarnessOptions } from "@sophia-mcp/testing/harness";
import server from "../src/server.ts";

export const bot = { SLACK_USER_TOKEN: undefined, SLACK_BOT_TOKEN: "xoxb-sandbox-bot-all-scopes" };
export const fewScopes = { SLACK_USER_TOKEN: undefined, SLACK_BOT_TOKEN: "xoxb-sandbox-bot-few-scopes" };
export const priya = { SLACK_USER_TOKEN: "xoxp-sandbox-priya-all-scopes" };

/** The server with all its tools; without an environment it is Maren's, VP Sales. */
export const startSlack = (options: HarnessOptions = {}): Promise<Harness> =>
  startHarness(server, { selection: { groups: ["all"] }, ...options });

/** Method names of the calls since the last look, in order. */
export const methods = (slack: Harness): string[] =>
  slack.sent().map((line) => line.replace(/^\w+ \/(api\/)?/, ""));

/** Form fields of the last call of a method. */
export function lastBody(slack: Harness, method: string): Record<string, string> {
  const request = slack.sandbox.requests.findLast(({ path }) => path === `/api/${method}`);
  return (request?.body ?? {}) as Record<string, string>;
}

export const link = (channel: string, ts: string): string =>
  `https://tessalane.slack.com/archives/${channel}/p${ts.replace(".", "")}`;

export const channels = {
  general: "C0CE2SKXTQC",
  sales: "C01XLI6VCNB",
  marlow: "C095FVP5GFO",
  bluefin: "C09VLJSX2IJ",
  engineering: "C09BH007BFN",
};
/** Priya's message in #sales with one reply, Maren's. */
export const thread = { root: "1794676320.100500", reply: "1794676800.100537" };
