import { bearer } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectSlack } from "./api.ts";
import { explain, inspector } from "./errors.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "slack",
  title: "Slack",
  version,
  instructions:
    "Slack. Channels are given as #name, id or link, people as name, e-mail or id, messages by their link or by channel and ts; answers show names with ids as Name [id]. Text is Markdown both ways. Start with slack_search_messages (user tokens only) or slack_list_messages; read a whole thread with slack_get_thread before answering in it. Tools that a bot token cannot use are not listed with one.",
  credentials: [
    {
      kind: "user",
      title: "a user token (xoxp-…), which can also search, in SLACK_USER_TOKEN",
      url: "https://api.slack.com/apps",
      fields: {
        token: {
          env: ["SLACK_USER_TOKEN", "SLACK_TOKEN", "SLACK_MCP_XOXP_TOKEN"],
          title: "user token of an app, xoxp-",
          secret: true,
        },
      },
    },
    {
      kind: "bot",
      title: "a bot token (xoxb-…) in SLACK_BOT_TOKEN",
      url: "https://api.slack.com/apps",
      fields: {
        token: {
          env: ["SLACK_BOT_TOKEN", "SLACK_MCP_XOXB_TOKEN"],
          title: "bot token of an app, xoxb-",
          secret: true,
        },
      },
    },
  ],
  credentialKinds: {
    field: "token",
    // Tokens of apps with token rotation carry xoxe. before the kind.
    prefixes: { "xoxb-": "bot", "xoxp-": "user", "xoxe.xoxb-": "bot", "xoxe.xoxp-": "user" },
  },
  settings: z.object({
    base_url: z
      .url()
      .default("https://slack.com/api")
      .describe("Slack's Web API, or a proxy or emulator of it"),
    send_channels: z
      .string()
      .max(5000)
      .default("*")
      .describe(
        "Where messages, files and channel canvases may be sent: names or ids with commas between, @ for direct messages, * for all",
      ),
  }),
  connect({ settings, credentials, http }) {
    const baseUrl = settings.base_url.replace(/\/$/, "");
    const client = http({
      baseUrl,
      authorizer: bearer(credentials.values.token ?? ""),
      // Where files are fetched from and sent to.
      hosts: ["files.slack.com", "files.slack-gov.com"],
      explain,
      inspect: inspector(`${baseUrl}/`),
    });
    return connectSlack(client, { ...settings, base_url: baseUrl });
  },
  async identify(api) {
    const { user, team, url, scopes = [], bot_id } = await api.identity();
    const kind = bot_id ? "bot" : "user";
    const unusable = tools.flatMap((tool) => {
      if (tool.needs && tool.needs !== kind) return [`${tool.name} (needs a ${tool.needs} token)`];
      const missing = tool.scopes.filter((scope) => !granted(scopes, scope));
      return missing.length > 0 ? [`${tool.name} (needs ${missing.join(", ")})`] : [];
    });
    return {
      account: `${user} (${kind} token) in ${team}, ${url}`,
      scopes,
      notes:
        scopes.length > 0 && unusable.length > 0
          ? [`Not usable with this token: ${unusable.join("; ")}`]
          : [],
    };
  },
  tools,
});

/** A user token creates channels with channels:write where a bot's needs channels:manage. */
const granted = (scopes: readonly string[], scope: string): boolean =>
  scopes.includes(scope) || (scope === "channels:manage" && scopes.includes("channels:write"));
