import { bearer } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectTemplate } from "./api.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "template",
  title: "Template",
  version,
  instructions: "Template. Items have a name and a link; start with template_list_items.",
  credentials: [
    {
      kind: "bearer",
      title: "an API token",
      url: "https://template.example/settings/tokens",
      fields: { token: { env: ["TEMPLATE_TOKEN"], title: "API token", secret: true } },
    },
  ],
  settings: z.object({
    base_url: z
      .url()
      .default("https://api.template.example")
      .describe("Template's API, or a proxy or emulator of it"),
  }),
  connect: ({ settings, credentials, http }) =>
    connectTemplate(
      http({
        baseUrl: settings.base_url,
        authorizer: bearer(credentials.values.token ?? ""),
        explain: ({ json }) => ({ message: (json as { error?: string } | undefined)?.error }),
      }),
    ),
  identify: async (api) => ({ account: (await api.me()).name }),
  tools,
});
