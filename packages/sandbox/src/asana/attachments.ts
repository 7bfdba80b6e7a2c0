import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, errorAnswer, unknownObject } from "./errors.ts";
import { page } from "./paging.ts";
import { presentAttachment } from "./present.ts";
import type { AsanaState } from "./state.ts";
import { fixed, OAUTH, TOKENS } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

function listAttachments(call: AsanaCall): Answer {
  const { state, query, origin } = call;
  const parent = query.get("parent") ?? badRequest("parent: Missing input");
  if (!state.tasks.has(parent) && !state.projects.has(parent)) unknownObject("parent", parent);
  const found = state.attachments.filter(({ parentGid }) => parentGid === parent);
  return page(
    call,
    found.map((attachment) => presentAttachment(state, attachment, origin)),
  );
}

/** The file store behind download links: it knows no tokens, and refuses those who send one, as signed links do. */
function download({ state, params, headers }: AsanaCall): Answer {
  if (headers.authorization !== undefined) return { status: 400, body: "Only one auth mechanism allowed" };
  const file = state.attachments.find(({ gid }) => gid === params["gid"]);
  if (!file?.bytes) return { status: 404, body: "No such file" };
  return { body: file.bytes, headers: { "content-type": file.type } };
}

/** Trades a refresh token for an access token. @see https://developers.asana.com/docs/oauth */
function token({ body }: AsanaCall): Answer {
  const form = body as Record<string, string> | undefined;
  const known =
    form?.["grant_type"] === "refresh_token" &&
    form["client_id"] === OAUTH.clientId &&
    form["client_secret"] === OAUTH.clientSecret &&
    form["refresh_token"] === OAUTH.refreshToken;
  if (!known) return { ...errorAnswer(400, "invalid_grant"), body: { error: "invalid_grant" } };
  return { body: { access_token: TOKENS[0]?.name, token_type: "bearer", expires_in: 3600 } };
}

export const attachmentRoutes = [
  route("GET", "/api/1.0/attachments", listAttachments, fixed("attachments:read")),
  route("GET", "/files/{gid}/{name}", download),
  route("POST", "/-/oauth_token", token),
];
