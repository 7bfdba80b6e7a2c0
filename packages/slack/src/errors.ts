import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface SlackError {
  ok?: boolean;
  error?: string;
  needed?: string;
  response_metadata?: { messages?: string[] };
}

/** Errors that are answers: nothing is left to do, or nobody was found. The client hands their names on. */
const answers: Readonly<Record<string, readonly string[]>> = {
  "reactions.add": ["already_reacted"],
  "reactions.remove": ["no_reaction"],
  "users.lookupByEmail": ["users_not_found"],
  "conversations.invite": ["already_in_channel"],
};

/** Slack's error codes by the status that other vendors would send for them. */
const statuses: Readonly<Record<number, readonly string[]>> = {
  401: ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_token"],
  403: [
    "missing_scope",
    "not_allowed_token_type",
    "not_in_channel",
    "no_permission",
    "access_denied",
    "restricted_action",
    "restricted_action_read_only_channel",
    "ekm_access_denied",
    "team_access_not_granted",
    "user_is_restricted",
    "cant_update_message",
    "cant_delete_message",
    "cant_invite",
    "file_not_shared",
  ],
  404: [
    "channel_not_found",
    "message_not_found",
    "thread_not_found",
    "file_not_found",
    "file_deleted",
    "user_not_found",
    "users_not_found",
    "canvas_not_found",
    "section_not_found",
  ],
  409: ["name_taken", "channel_canvas_already_exists"],
  429: ["ratelimited", "rate_limited", "message_limit_exceeded"],
  500: ["internal_error", "fatal_error", "team_added_to_org"],
  503: ["service_unavailable"],
};
const statusOf = new Map(
  Object.entries(statuses).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)),
);

/** What to do next, where the code alone does not tell. */
const advices: Readonly<Record<string, string>> = {
  not_allowed_token_type: "It needs a user token (xoxp-): set SLACK_USER_TOKEN.",
  not_in_channel: "The app is not in this channel: invite it there (/invite @app), or use a user token.",
  channel_not_found:
    "Private channels are found only by their members. slack_list_channels shows what can be seen.",
  thread_not_found: "Pass the link or ts of the message that the thread hangs on.",
  cant_update_message: "Only messages of the token's own user or bot can be changed.",
  cant_delete_message:
    "Only messages of the token's own user or bot can be deleted, unless it is an administrator's.",
  edit_window_closed: "The workspace no longer allows changing a message this old.",
  is_archived: "The channel is archived.",
  msg_too_long: "Split the text; one message holds 12,000 characters.",
  time_in_past: "send_at must lie in the future.",
  time_too_far: "send_at may lie at most 120 days ahead.",
  name_taken: "A channel of this name exists, perhaps archived or private.",
  channel_canvas_already_exists: "Change the channel's canvas with operation append or replace instead.",
};

/** Slack's limit for apps that are sold or shared outside its Marketplace, which looks like any other 429. */
const strictMethods = new Set(["conversations.history", "conversations.replies"]);
const strictAdvice =
  "If this stays so after a minute: Slack allows apps that are distributed outside its Marketplace one call a minute and 15 messages here; an app made for your own workspace has the usual limits.";

const methodOf = (answer: Answer): string =>
  answer.url.pathname.slice(answer.url.pathname.lastIndexOf("/") + 1);

/**
 * Slack's error body.
 * @see https://docs.slack.dev/apis/web-api/using-the-slack-web-api#responses
 */
export function explain(answer: Answer): Explanation {
  const body = (answer.json ?? {}) as SlackError;
  const code = body.error;
  const status = answer.status >= 400 ? undefined : (statusOf.get(code ?? "") ?? 400);
  const limited = (status ?? answer.status) === 429 && strictMethods.has(methodOf(answer));
  const advice = limited ? strictAdvice : advices[code ?? ""];
  const details = body.response_metadata?.messages ?? [];
  const message = [code, ...details.map((detail) => detail.replace(/^\[(ERROR|WARN)\] ?/, ""))]
    .filter(Boolean)
    .join(": ");
  const requestId = answer.headers.get("x-slack-req-id");
  return {
    ...(message ? { message } : {}),
    ...(requestId ? { requestId } : {}),
    ...(status === undefined ? {} : { status }),
    ...(code === "missing_scope" && body.needed ? { missingScopes: body.needed.split(",") } : {}),
    ...(advice ? { advice } : {}),
  };
}

/** Slack reports its errors with status 200 and `ok: false`. Files, which lie elsewhere, may hold anything. */
export function inspector(baseUrl: string): (answer: Answer) => Explanation | undefined {
  return (answer) => {
    if (!answer.url.href.startsWith(baseUrl)) return undefined;
    const { ok, error = "" } = (answer.json ?? {}) as SlackError;
    if (ok !== false || answers[methodOf(answer)]?.includes(error)) return undefined;
    return explain(answer);
  };
}
