import { type Answer, type Call, defineEmulator, type Failure } from "../emulator.ts";
import { canvasRoutes } from "./canvases.ts";
import { chatRoutes } from "./chat.ts";
import { conversationRoutes } from "./conversations.ts";
import { fileRoutes } from "./files.ts";
import { historyRoutes } from "./history.ts";
import { searchRoutes } from "./search.ts";
import { createState, type SlackState } from "./state.ts";
import { authenticate, givenToken, TOKENS } from "./tokens.ts";
import { userRoutes } from "./users.ts";

const ERRORS: Readonly<Record<number, string>> = {
  400: "invalid_arguments",
  401: "invalid_auth",
  403: "no_permission",
  404: "unknown_method",
  405: "invalid_http_method",
  409: "name_taken",
  413: "file_upload_size_restricted",
  429: "ratelimited",
  500: "internal_error",
  503: "service_unavailable",
};

/** Slack's words, with status 200 but for its rate limit and its outages. */
function fail({ status, message, scopes, retryAfter }: Failure): Answer {
  const error = scopes ? "missing_scope" : (ERRORS[status] ?? "internal_error");
  const body = {
    ok: false,
    error,
    ...(scopes ? { needed: scopes.join(",") } : {}),
    ...(message ? { response_metadata: { messages: [`[ERROR] ${message}`] } } : {}),
  };
  if (status === 429) return { status, body, headers: { "retry-after": retryAfter ?? "30" } };
  return status >= 500 ? { status, body } : { body };
}

/** Form fields whose text is JSON. */
const NESTED = new Set([
  "attachments",
  "blocks",
  "changes",
  "criteria",
  "document_content",
  "files",
  "metadata",
]);

function bodyOf({ body }: Call): unknown {
  const form = (body ?? {}) as Record<string, string>;
  const read = Object.entries(form).map(([name, text]) => {
    try {
      return [name, NESTED.has(name) ? (JSON.parse(text) as unknown) : text] as const;
    } catch {
      return [name, text] as const;
    }
  });
  return Object.fromEntries(read);
}

/** Slack's Web API: form bodies in, JSON out, one address for each method. */
export const slack = defineEmulator<SlackState>({
  id: "slack",
  title: "Slack",
  env: (url) => ({ SLACK_BASE_URL: `${url}/api`, SLACK_USER_TOKEN: TOKENS[0]?.name ?? "" }),
  createState,
  authenticate,
  routes: [
    ...userRoutes,
    ...conversationRoutes,
    ...historyRoutes,
    ...chatRoutes,
    ...searchRoutes,
    ...fileRoutes,
    ...canvasRoutes,
  ],
  fail,
  headers(call, state): Record<string, string> {
    state.nextRequest += 1;
    const token = TOKENS.find((known) => known.name === givenToken(call));
    return {
      "x-slack-req-id": `sandbox-${state.nextRequest}`,
      ...(token ? { "x-oauth-scopes": token.scopes.join(",") } : {}),
    };
  },
  spec: {
    description: "derived",
    files: ["slack/slack-sdk-8.2.0.derived.json"],
    looseAnswers: true,
    pathOf: ({ rawPath }) => rawPath.replace(/^\/api/, ""),
    bodyOf,
    // Files lie on another host of Slack's, which no description covers.
    exempt: ({ path }) => path.startsWith("/upload/") || path.startsWith("/files-pri/"),
  },
});
