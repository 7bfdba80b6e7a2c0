import { type Answer, type Call, route } from "../emulator.ts";
import { errorAnswer, invalid, missing } from "./errors.ts";
import { asJson, asText, type Json, type NotionState, type Upload } from "./model.ts";
import { asId, newId, timestamp } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

const PART = 20 * 1024 * 1024;

/** An uploaded file as a block, a property or a comment refers to it; the address is signed and ends after an hour. */
export function uploadedFile(state: NotionState, id: string): { file: Json; name: string } {
  const upload = state.uploads.get(id) ?? missing("file_upload", id);
  if (upload.status !== "uploaded") invalid(`File upload with ID ${id} has not been uploaded yet.`);
  const name = upload.filename ?? "file";
  const file = {
    url: `https://prod-files-secure.example/${id}/${encodeURIComponent(name)}?X-Amz-Expires=3600`,
    expiry_time: new Date(state.clock + 3_600_000).toISOString(),
  };
  return { file, name };
}

function present(upload: Upload, { state, origin }: NotionCall): Json {
  const { id, mode, status, createdAt } = upload;
  const size = upload.parts.reduce((sum, part) => sum + part.length, 0);
  const open = status === "pending";
  const at = `${origin}/v1/file_uploads/${id}`;
  return {
    object: "file_upload",
    id,
    created_time: createdAt,
    created_by: { id: state.botId, type: "bot" },
    last_edited_time: createdAt,
    in_trash: false,
    archived: false,
    expiry_time: open ? new Date(Date.parse(createdAt) + 3_600_000).toISOString() : null,
    status,
    filename: upload.filename,
    content_type: upload.contentType,
    content_length: open ? null : size,
    ...(open && mode !== "external_url" ? { upload_url: `${at}/send` } : {}),
    ...(open && mode === "multi_part" ? { complete_url: `${at}/complete` } : {}),
    ...(mode === "multi_part"
      ? { number_of_parts: { total: upload.partsWanted, sent: upload.parts.filter(Boolean).length } }
      : {}),
    ...(mode === "external_url" && !open
      ? { file_import_result: { type: "success", success: {}, imported_time: createdAt } }
      : {}),
  };
}

function create(call: NotionCall): Answer {
  const { state } = call;
  const body = asJson(call.body);
  const mode = (asText(body.mode) || "single_part") as Upload["mode"];
  const filename = asText(body.filename) || null;
  if (mode === "multi_part" && (!filename || body.number_of_parts === undefined)) {
    invalid("body.filename and body.number_of_parts should be defined for multi_part.");
  }
  const externalUrl = asText(body.external_url) || undefined;
  if (mode === "external_url" && !externalUrl?.startsWith("https://")) {
    invalid("body.external_url should be a public https URL.");
  }
  const upload: Upload = {
    id: newId(state, "upload"),
    createdAt: timestamp(state),
    mode,
    status: "pending",
    filename,
    contentType: asText(body.content_type) || typeOf(filename ?? ""),
    parts: [],
    partsWanted: Number(body.number_of_parts ?? 1),
    externalUrl,
  };
  state.uploads.set(upload.id, upload);
  return { body: present(upload, call) };
}

function find({ state, params }: NotionCall): Upload {
  const id = asId(params.id, "path.file_upload_id");
  return state.uploads.get(id) ?? missing("file_upload", id);
}

/** An import by address is done by the time somebody asks. */
function getOne(call: NotionCall): Answer {
  const upload = find(call);
  if (upload.mode === "external_url") upload.status = "uploaded";
  return { body: present(upload, call) };
}

async function send(call: NotionCall): Promise<Answer> {
  const upload = find(call);
  if (upload.status !== "pending") invalid(`File upload ${upload.id} is already ${upload.status}.`);
  const form = await new Response(new Uint8Array(call.raw), {
    headers: { "content-type": call.headers["content-type"] ?? "" },
  })
    .formData()
    .catch(() => invalid("The body is not multipart/form-data."));
  const file = form.get("file");
  if (!(file instanceof Blob)) return invalid("body failed validation: body.file should be defined.");
  if (file.size > PART) return errorAnswer(413, "validation_error", "A part holds at most 20 MiB.");
  const number = Number(form.get("part_number") ?? 1);
  if (number < 1 || number > upload.partsWanted)
    invalid(`part_number should be between 1 and ${upload.partsWanted}.`);
  upload.parts[number - 1] = Buffer.from(await file.arrayBuffer());
  if (upload.mode === "single_part") {
    upload.status = "uploaded";
    upload.filename ??= "name" in file ? file.name : "file";
    if (file.type) upload.contentType = file.type;
  }
  return { body: present(upload, call) };
}

function complete(call: NotionCall): Answer {
  const upload = find(call);
  const sent = upload.parts.filter(Boolean).length;
  if (upload.mode !== "multi_part" || sent !== upload.partsWanted) {
    invalid(`File upload ${upload.id} has ${sent} of ${upload.partsWanted} parts.`);
  }
  upload.status = "uploaded";
  return { body: present(upload, call) };
}

function typeOf(name: string): string {
  const known: Readonly<Record<string, string>> = {
    pdf: "application/pdf",
    png: "image/png",
    jpg: "image/jpeg",
    txt: "text/plain",
    csv: "text/csv",
  };
  return known[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}

export const fileRoutes = [
  route("POST", "/v1/file_uploads", create, needs("insert_content")),
  route("GET", "/v1/file_uploads/{id}", getOne, needs("insert_content")),
  route("POST", "/v1/file_uploads/{id}/send", send, needs("insert_content")),
  route("POST", "/v1/file_uploads/{id}/complete", complete, needs("insert_content")),
];
