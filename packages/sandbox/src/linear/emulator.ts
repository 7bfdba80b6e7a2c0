import { defineEmulator } from "../emulator.ts";
import { fail } from "./errors.ts";
import { graphqlRoutes } from "./graphql.ts";
import { authenticate, TOKENS } from "./scopes.ts";
import { createSchemaChecker } from "./spec.ts";
import { createState, HOUR, LIMITS, type LinearState } from "./state.ts";

/** Linear's GraphQL API. */
export const linear = defineEmulator<LinearState>({
  id: "linear",
  title: "Linear",
  env: (url) => ({ LINEAR_BASE_URL: url, LINEAR_API_KEY: TOKENS[0]?.name ?? "" }),
  createState,
  authenticate,
  routes: graphqlRoutes,
  fail,
  headers(_call, state): Record<string, string> {
    state.used.requests += 1;
    const reset = String(state.clock + HOUR);
    return {
      "x-complexity": String(state.complexity),
      "x-ratelimit-requests-limit": String(LIMITS.requests),
      "x-ratelimit-requests-remaining": String(LIMITS.requests - state.used.requests),
      "x-ratelimit-requests-reset": reset,
      "x-ratelimit-complexity-limit": String(LIMITS.complexity),
      "x-ratelimit-complexity-remaining": String(LIMITS.complexity - state.used.complexity),
      "x-ratelimit-complexity-reset": reset,
    };
  },
  spec: { description: "official", create: createSchemaChecker },
});
