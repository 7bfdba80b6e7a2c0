import { bearer } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectLinear } from "./api.ts";
import { Me } from "./documents/workspace.ts";
import { explain, inspect, quota } from "./errors.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "linear",
  title: "Linear",
  version,
  instructions:
    "Linear: issues, projects, cycles, documents and initiatives. Issues are known by identifiers such as ENG-123; links and UUIDs work too. Teams, states, labels, cycles, projects and people are accepted by name (people also by e-mail, or me; cycles as current, next, previous), and Linear's ids work wherever a name does. Lists leave out what is closed, archived or retired unless asked. Start with linear_search_issues or linear_list_my_issues; linear_list_teams shows the states and labels of a team.",
  credentials: [
    {
      kind: "api_key",
      title: "a personal API key",
      url: "https://linear.app/settings/account/security",
      fields: { token: { env: ["LINEAR_API_KEY", "LINEAR_TOKEN"], title: "personal API key", secret: true } },
    },
    {
      kind: "oauth",
      title: "an OAuth access token",
      url: "https://linear.app/settings/api/applications",
      fields: { token: { env: ["LINEAR_ACCESS_TOKEN"], title: "OAuth access token", secret: true } },
    },
  ],
  settings: z.object({
    base_url: z
      .url()
      .default("https://api.linear.app")
      .describe("Linear's API, or a proxy or emulator of it"),
  }),
  connect: ({ settings, credentials, http }) => {
    const token = credentials.values.token ?? "";
    // Personal keys go bare, and Linear refuses them as bearers; OAuth tokens are bearers, in whichever variable they came.
    const bare =
      token.startsWith("lin_api_") || (credentials.kind === "api_key" && !token.startsWith("lin_oauth_"));
    return connectLinear(
      http({
        baseUrl: settings.base_url,
        authorizer: bearer(token, bare ? "" : "Bearer"),
        explain,
        inspect,
        quota,
      }),
      settings,
    );
  },
  async identify(api) {
    const { viewer } = await api.query(Me, {});
    return {
      account: `${viewer.name} (${viewer.email}), workspace ${viewer.organization.name}`,
      notes: [
        `Teams: ${viewer.teams.nodes.map(({ key }) => key).join(", ")}`,
        "Linear does not report a token's scopes: a call that lacks one names it.",
      ],
    };
  },
  tools,
});
