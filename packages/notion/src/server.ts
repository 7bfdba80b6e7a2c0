import { bearer } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectNotion } from "./api.ts";
import { explain } from "./errors.ts";
import { ownerOf } from "./people.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "notion",
  title: "Notion",
  version,
  instructions:
    "Notion workspace. Pages are read and written as Markdown; rows of a database are pages too and live in its data sources. Properties, options, people and related pages are accepted by name, and answers show them by name. Only pages shared with the integration can be seen. Start with notion_search_pages, which looks at titles only; notion_get_database names the properties that filters and writes take.",
  credentials: [
    {
      kind: "bearer",
      title: "an integration's secret or an OAuth access token",
      url: "https://www.notion.so/profile/integrations",
      fields: {
        token: {
          env: ["NOTION_TOKEN", "NOTION_API_KEY", "NOTION_API_TOKEN"],
          title: "secret of an internal integration",
          secret: true,
        },
      },
    },
  ],
  settings: z.object({
    base_url: z
      .url()
      .default("https://api.notion.com")
      .describe("Notion's API, or a proxy or emulator of it, without /v1"),
    api_version: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/)
      .default("2026-03-11")
      .describe("Value of Notion-Version"),
  }),
  connect: ({ settings, credentials, http }) =>
    connectNotion(
      http({
        baseUrl: settings.base_url,
        authorizer: bearer(credentials.values.token ?? ""),
        explain,
        // Notion counts about three requests a second for each integration.
        concurrency: 3,
      }),
      settings,
    ),
  async identify(api) {
    const me = await api.me();
    return {
      account: `${me.name ?? "integration"} in ${me.bot?.workspace_name ?? "a workspace"}, owned by ${ownerOf(me)}`,
      notes: [
        `API version ${api.version}`,
        "Notion does not report an integration's capabilities: a call that lacks one names it. Pages must be shared with the integration.",
      ],
    };
  },
  tools,
});
