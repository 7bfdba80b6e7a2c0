import { defineEmulator } from "../emulator.ts";
import { accountRoutes } from "./account.ts";
import { associationRoutes } from "./associations.ts";
import { batchRoutes } from "./batches.ts";
import { fail } from "./errors.ts";
import { listRoutes } from "./lists.ts";
import { objectRoutes } from "./objects.ts";
import { isOAuth, oauthRoutes } from "./oauth.ts";
import { ownerRoutes } from "./owners.ts";
import { pipelineRoutes } from "./pipelines.ts";
import { propertyRoutes } from "./properties.ts";
import { schemaRoutes } from "./schemas.ts";
import { authenticate, TOKENS } from "./scopes.ts";
import { searchRoutes } from "./search.ts";
import { createState, type HubSpotState } from "./state.ts";

const LIMITS = { tenSeconds: 190, second: 19, day: 650_000 };

/** HubSpot's CRM API, date-based version 2026-09. */
export const hubspot = defineEmulator<HubSpotState>({
  id: "hubspot",
  title: "HubSpot",
  env: (url) => ({ HUBSPOT_BASE_URL: url, HUBSPOT_ACCESS_TOKEN: TOKENS[0]?.name ?? "" }),
  createState,
  // These two carry their credential in the body.
  authenticate: (call) => (isOAuth(call.path) ? { name: "oauth", scopes: [] } : authenticate(call)),
  routes: [
    ...accountRoutes,
    ...oauthRoutes,
    ...searchRoutes,
    ...batchRoutes,
    ...objectRoutes,
    ...associationRoutes,
    ...propertyRoutes,
    ...pipelineRoutes,
    ...ownerRoutes,
    ...listRoutes,
    ...schemaRoutes,
  ],
  fail,
  headers({ path }, state): Record<string, string> {
    // HubSpot tells no limits on its search endpoints.
    if (/\/crm\/objects\/.*\/search$/.test(path)) return {};
    state.used += 1;
    return {
      "x-hubspot-ratelimit-daily": String(LIMITS.day),
      "x-hubspot-ratelimit-daily-remaining": String(LIMITS.day - state.used),
      "x-hubspot-ratelimit-interval-milliseconds": "10000",
      "x-hubspot-ratelimit-max": String(LIMITS.tenSeconds),
      "x-hubspot-ratelimit-remaining": String(LIMITS.tenSeconds - (state.used % LIMITS.tenSeconds)),
      "x-hubspot-ratelimit-secondly": String(LIMITS.second),
      "x-hubspot-ratelimit-secondly-remaining": String(LIMITS.second - 1),
    };
  },
  spec: {
    description: "derived",
    files: ["hubspot/crm-2026-09.derived.json"],
    looseAnswers: true,
    // The derived description of the token endpoint knows no form body, and the other has none at all.
    exempt: ({ path }) => isOAuth(path),
  },
});
