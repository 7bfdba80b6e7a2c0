import { defineEmulator } from "../emulator.ts";
import { callRoutes } from "./calls.ts";
import { fail } from "./errors.ts";
import { libraryRoutes } from "./library.ts";
import { scorecardRoutes } from "./scorecards.ts";
import { createState, type GongState } from "./state.ts";
import { statsRoutes } from "./stats.ts";
import { authenticate, KEY } from "./tokens.ts";
import { trackerRoutes } from "./trackers.ts";
import { userRoutes } from "./users.ts";
import { workspaceRoutes } from "./workspaces.ts";

/** Gong's API v2. */
export const gong = defineEmulator<GongState>({
  id: "gong",
  title: "Gong",
  env: (url) => ({
    GONG_BASE_URL: url,
    GONG_ACCESS_KEY: KEY.name,
    GONG_ACCESS_KEY_SECRET: KEY.secret,
    // Gong's three a second are for Gong's machines; nobody has to wait for a loopback.
    GONG_REQUESTS_PER_SECOND: "10000",
  }),
  createState,
  authenticate,
  routes: [
    ...callRoutes,
    ...userRoutes,
    ...workspaceRoutes,
    ...statsRoutes,
    ...scorecardRoutes,
    ...trackerRoutes,
    ...libraryRoutes,
  ],
  fail,
  spec: {
    description: "official",
    files: ["gong/gong-openapi-v2.clean.json"],
    answerOf: (_call, { body }) => withoutFields(body),
    // What may be null is described only as absent.
    looseAnswers: true,
  },
});

/** Values of CRM fields are described as objects, which is how the generator of the description calls "anything". */
function withoutFields(body: unknown): unknown {
  const text = JSON.stringify(body, (key, value: unknown) => (key === "fields" ? [] : value));
  return text === undefined ? undefined : JSON.parse(text);
}
