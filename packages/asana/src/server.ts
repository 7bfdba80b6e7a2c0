import { bearer, oauthRefresh } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectAsana } from "./api.ts";
import { explain } from "./errors.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "asana",
  title: "Asana",
  version,
  instructions:
    "Asana: workspaces hold teams, projects and tasks; projects have sections and custom fields. People, projects, sections, tags, custom fields and their options are accepted by name or id, people by e-mail and me too; answers show both as name [id]. Notes and comments are Markdown. Lists show open tasks unless completed is true. Start with asana_search_tasks, or asana_list_tasks for one project or person.",
  credentials: [
    {
      kind: "bearer",
      title: "a personal access token",
      url: "https://app.asana.com/0/my-apps",
      fields: {
        token: {
          env: ["ASANA_ACCESS_TOKEN", "ASANA_PERSONAL_ACCESS_TOKEN", "ASANA_PAT"],
          title: "personal access token",
          secret: true,
        },
      },
    },
    {
      kind: "oauth",
      title: "an OAuth app's client and refresh token",
      url: "https://app.asana.com/0/my-apps",
      fields: {
        client_id: { env: ["ASANA_CLIENT_ID"], title: "client id" },
        client_secret: {
          env: ["ASANA_CLIENT_SECRET"],
          title: "client secret",
          secret: true,
        },
        refresh_token: { env: ["ASANA_REFRESH_TOKEN"], title: "refresh token", secret: true },
      },
    },
  ],
  settings: z.object({
    base_url: z
      .url()
      .default("https://app.asana.com/api/1.0")
      .describe("Asana's API, or a proxy or emulator of it"),
    workspace: z
      .string()
      .max(200)
      .default("")
      .describe("Workspace to use, by name or id, where the account has several"),
  }),
  connect({ settings, credentials, http, redactor }) {
    const baseUrl = settings.base_url.replace(/\/$/, "");
    // The token endpoint and the file store must never get the bearer token.
    const bare = http({ baseUrl, explain, hosts: fileHosts });
    const authorizer =
      credentials.kind === "oauth"
        ? oauthRefresh(new URL("/-/oauth_token", baseUrl).href, credentials, redactor, bare.fetch)
        : bearer(credentials.values.token ?? "");
    return connectAsana({
      http: http({ baseUrl, authorizer, explain }),
      files: bare,
      baseUrl,
      workspace: settings.workspace,
    });
  },
  async identify(api) {
    const me = await api.me();
    const workspaces = (me.workspaces ?? []).map(({ name, gid }) => `${name} [${gid}]`);
    return {
      account: `${me.name} (${me.email ?? me.gid})`,
      notes: [
        `Workspaces: ${workspaces.join(", ")}`,
        "Asana does not report a token's scopes: a call that lacks one names it.",
      ],
    };
  },
  tools,
});

/** Where Asana keeps uploaded files; its links are signed. */
const fileHosts = ["*.asana.com", "*.asanausercontent.com", "*.s3.amazonaws.com", "s3.amazonaws.com"];
