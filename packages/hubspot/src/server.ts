import { bearer, oauthRefresh } from "@sophia-mcp/auth/schemes";
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
      title: "a service key, or the access token of a private app or of OAuth",
      url: "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/account-service-keys",
      fields: {
        token: {
          env: ["HUBSPOT_ACCESS_TOKEN", "PRIVATE_APP_ACCESS_TOKEN", "HUBSPOT_API_KEY"],
          title: "service key or access token",
          secret: true,
        },
      },
    },
    {
      kind: "oauth",
      title: "an OAuth app's client and refresh token",
      url: "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth",
      fields: {
        client_id: { env: ["HUBSPOT_CLIENT_ID"], title: "client id" },
        client_secret: { env: ["HUBSPOT_CLIENT_SECRET"], title: "client secret", secret: true },
        refresh_token: { env: ["HUBSPOT_REFRESH_TOKEN"], title: "refresh token", secret: true },
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
  connect({ settings, credentials, http, redactor }) {
    const target = { baseUrl: settings.base_url, explain, quota };
    const { token = "" } = credentials.values;
    const authorizer =
      credentials.kind === "oauth"
        ? oauthRefresh(
            new URL("/oauth/v1/token", settings.base_url).href,
            credentials,
            redactor,
            http(target).fetch,
          )
        : bearer(token);
    return connectHubSpot(http({ ...target, authorizer }), settings, token);
  },
  async identify(api) {
    const account = await api.account();
    // Only a private app's token tells its scopes; of a service key or an OAuth token HubSpot says that it is not found.
    const scopes = await api.scopes().catch(() => undefined);
    return {
      account: `portal ${account.portalId} (${account.accountType.toLowerCase()}), ${account.companyCurrency}, ${account.timeZone}`,
      ...(scopes ? { scopes } : {}),
      notes: [`API version ${api.version}`],
    };
  },
  tools,
});
