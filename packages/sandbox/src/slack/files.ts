import { type Answer, type Call, refuse, route } from "../emulator.ts";
import { htmlOf } from "./canvas-text.ts";
import { add } from "./chat.ts";
import { conversationOf } from "./conversations.ts";
import { fault, type Json, method, type MethodCall, nested, wanted } from "./method.ts";
import { actorOf, newId, seconds, type SlackState, type StoredFile, TEAM } from "./state.ts";

const LARGEST = 1_000_000_000;

export const fileOf = (state: SlackState, id: string): StoredFile | undefined => {
  const file = state.files.get(id);
  return file?.deleted ? undefined : file;
};

export function presentFile(file: StoredFile, origin: string): Json {
  const canvas = file.sections !== undefined;
  const address = `${origin}/files-pri/${TEAM.id}-${file.id}`;
  const { id, name, title, mimetype, filetype, user, created, updated, channels } = file;
  const size = canvas ? contentOf(file).length : file.bytes.length;
  return {
    id,
    name,
    title,
    mimetype,
    filetype,
    pretty_type: canvas ? "Canvas" : filetype.toUpperCase(),
    mode: canvas ? "quip" : "hosted",
    user,
    created,
    timestamp: created,
    updated,
    size,
    channels,
    is_external: false,
    is_public: channels.length > 0,
    file_access: "visible",
    url_private: `${address}/${encodeURIComponent(canvas ? "canvas" : name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(canvas ? "canvas" : name)}`,
    permalink: canvas
      ? `${TEAM.url}docs/${TEAM.id}/${id}`
      : `${TEAM.url}files/${user}/${id}/${encodeURIComponent(name.toLowerCase())}`,
  };
}

export function contentOf(file: StoredFile): Buffer {
  return file.sections ? Buffer.from(htmlOf(file.title, file.sections)) : file.bytes;
}

/** A file is seen by its owner and by everyone who sees a channel it lies in. */
export function visibleFile(
  { state, token }: Pick<MethodCall, "state" | "token">,
  id: string,
  missing = "file_not_found",
): StoredFile {
  const file = fileOf(state, id) ?? fault(missing);
  const actor = actorOf(state, token);
  const places = state.conversations.filter((channel) => file.channels.includes(channel.id));
  const open = places.some((channel) => channel.kind === "public" || channel.members.has(actor));
  return file.user === actor || open || (file.sections !== undefined && places.length === 0)
    ? file
    : fault(missing);
}

function info(call: MethodCall): Json {
  const file = visibleFile(call, wanted(call.args, "file"));
  return { file: presentFile(file, call.origin), comments: [], response_metadata: { next_cursor: "" } };
}

function getUploadUrl({ state, token, args, origin }: MethodCall): Json {
  const filename = wanted(args, "filename");
  const length = Number(wanted(args, "length"));
  if (!Number.isInteger(length) || length < 1) fault("invalid_arguments");
  if (length > LARGEST) fault("file_upload_size_restricted");
  const id = newId(state, "F");
  state.uploads.set(id.toLowerCase(), {
    id,
    filename,
    length,
    bytes: undefined,
    user: actorOf(state, token),
  });
  return { upload_url: `${origin}/upload/v1/${id.toLowerCase()}`, file_id: id };
}

/** The bytes as they are, or as the one part of a form, which is how the SDK sends them. */
function uploaded(raw: Buffer, type = ""): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) return raw;
  const start = raw.indexOf("\r\n\r\n") + 4;
  return raw.subarray(start, raw.indexOf(`\r\n--${boundary}`, start));
}

/** Slack answers in plain text here. */
function receive({ state, params, raw, headers }: Call<SlackState>): Answer {
  const place = state.uploads.get(params["place"] ?? "");
  if (!place) return refuse({ status: 404, body: "not found" });
  const bytes = uploaded(raw, headers["content-type"]);
  if (bytes.length !== place.length)
    return refuse({ status: 400, body: `length ${bytes.length}, not ${place.length}` });
  place.bytes = bytes;
  return { body: `OK - ${bytes.length}` };
}

const TYPES: Readonly<Record<string, readonly [mimetype: string, filetype: string]>> = {
  csv: ["text/csv", "csv"],
  txt: ["text/plain", "text"],
  md: ["text/markdown", "markdown"],
  json: ["application/json", "json"],
  png: ["image/png", "png"],
  pdf: ["application/pdf", "pdf"],
};

function completeUpload(call: MethodCall): Json {
  const { state, args } = call;
  const wantedFiles =
    (nested(args, "files") as { id?: string; title?: string }[] | undefined) ?? fault("invalid_arguments");
  const channel = args["channel_id"] ? conversationOf(call, args["channel_id"]) : undefined;
  const thread = args["thread_ts"];
  if (channel?.archived) fault("is_archived");
  if (thread && !state.messages.some((message) => message.channel === channel?.id && message.ts === thread))
    fault("thread_not_found");
  const files = wantedFiles.map(({ id = "", title }) => {
    const place = state.uploads.get(id.toLowerCase());
    if (!place?.bytes || place.user !== actorOf(state, call.token)) return fault("file_not_found");
    const [mimetype, filetype] = TYPES[/\.(\w+)$/.exec(place.filename)?.[1] ?? ""] ?? [
      "application/octet-stream",
      "binary",
    ];
    const created = seconds(state);
    const file: StoredFile = {
      id: place.id,
      name: place.filename,
      title: title ?? place.filename,
      mimetype,
      filetype,
      bytes: place.bytes,
      user: place.user,
      created,
      updated: created,
      channels: channel ? [channel.id] : [],
      sections: undefined,
      deleted: false,
    };
    state.uploads.delete(id.toLowerCase());
    state.files.set(file.id, file);
    return file;
  });
  if (channel) {
    const text = args["initial_comment"] ?? "";
    add(call, channel, { text, files: files.map((file) => file.id), threadTs: thread });
  }
  return { files: files.map((file) => presentFile(file, call.origin)) };
}

function download({ state, params, token }: Call<SlackState>): Answer {
  const id = /-(F\w+)$/.exec(params["place"] ?? "")?.[1] ?? "";
  const file = fileOf(state, id);
  if (!file || !token.scopes.includes("files:read"))
    return { status: 404, body: "<!DOCTYPE html><title>Not found</title>" };
  const type = file.sections ? "text/html; charset=utf-8" : file.mimetype;
  return { body: contentOf(file), headers: { "content-type": type } };
}

export const fileRoutes = [
  method("files.info", { tier: 4, scopes: ["files:read"] }, info),
  method("files.getUploadURLExternal", { tier: 4, scopes: ["files:write"] }, getUploadUrl),
  method("files.completeUploadExternal", { tier: 4, scopes: ["files:write"] }, completeUpload),
  route<SlackState>("POST", "/upload/v1/{place}", receive),
  route<SlackState>("GET", "/files-pri/{place}/{name}", download),
  route<SlackState>("GET", "/files-pri/{place}/download/{name}", download),
];
