import { defineEmulator } from "../emulator.ts";
import { cortexRoutes } from "./cortex.ts";
import { fail } from "./errors.ts";
import { loginRoutes } from "./login.ts";
import { queryRoutes } from "./queries.ts";
import { ACCOUNT, createState, type SnowflakeState, TOKENS } from "./state.ts";

/** One Snowflake account: the protocol of its driver over an embedded SQL engine, and two REST resources of Cortex. */
export const snowflake = defineEmulator<SnowflakeState>({
  id: "snowflake",
  title: "Snowflake",
  env: (url) => ({
    SNOWFLAKE_PAT: TOKENS.programmatic,
    SNOWFLAKE_BASE_URL: url,
    SNOWFLAKE_ACCOUNT: ACCOUNT.name,
    SNOWFLAKE_WAREHOUSE: "ANALYTICS_WH",
    SNOWFLAKE_DATABASE: "ANALYTICS",
    SNOWFLAKE_SCHEMA: "CRM",
    SNOWFLAKE_ALLOW_WRITES: "true",
  }),
  createState,
  // The driver's protocol reports a missing session in a body of its own, so the handlers look at the token.
  authenticate: ({ headers }) => ({ name: headers.authorization ?? "anonymous", scopes: [] }),
  routes: [...loginRoutes, ...queryRoutes, ...cortexRoutes],
  fail,
  spec: {
    description: "official",
    files: [
      "snowflake/specifications/cortex-search-service.yaml",
      "snowflake/specifications/cortex-analyst.yaml",
    ],
    // The driver's protocol is described nowhere: the driver itself is the reference.
    exempt: ({ path }) => !path.startsWith("/api/v2/"),
  },
});
