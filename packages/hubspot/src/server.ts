import { bearer } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectHubSpot } from "./api.ts";
import { explain, quota } from "./errors.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "hubspot",
  title: "HubSpot",
  version,
  instructions:
    "HubSpot CRM. Records are contacts, companies, deals, tickets and custom objects; notes, calls, e-mails, meetings and tasks are records too. Property names, option values, stages and owners are accepted by label or by internal name, and answers show both as label [name]. Start with hubspot_search_objects; use hubspot_list_properties when a property name is unknown.",
  credentials: [
    {
      kind: "bearer",
      title: "a private app's access token, a service key or an OAuth access token",
      url: "https://app.hubspot.com/private-apps",
      fields: {
        token: {
          env: ["HUBSPOT_ACCESS_TOKEN", "PRIVATE_APP_ACCESS_TOKEN", "HUBSPOT_API_KEY"],
          title: "access token of a private app",
          secret: true,
        },
      },
    },
  ],
  settings: z.object({
    base_url: z
      .url()
      .default("https://api.hubapi.com")
      .describe("HubSpot's API, or a proxy or emulator of it"),
    api_version: z
      .string()
      .regex(/^\d{4}-\d{2}$/)
      .default("2026-09")
      .describe("Date-based version of the API"),
  }),
  connect: ({ settings, credentials, http }) =>
    connectHubSpot(
      http({
        baseUrl: settings.base_url,
        authorizer: bearer(credentials.values.token ?? ""),
        explain,
        quota,
      }),
      settings,
    ),
  async identify(api) {
    const account = await api.account();
    return {
      account: `portal ${account.portalId} (${account.accountType.toLowerCase()}), ${account.companyCurrency}, ${account.timeZone}`,
      notes: [
        `API version ${api.version}`,
        "HubSpot does not report a token's scopes: a call that lacks one names it.",
      ],
    };
  },
  tools,
});
