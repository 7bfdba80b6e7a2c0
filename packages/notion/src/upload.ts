import { setTimeout as wait } from "node:timers/promises";
import { InputError, UpstreamError } from "@sophia-mcp/core/errors";
import type { NotionApi } from "./api.ts";
import type { FileUpload } from "./types.ts";

/** Above this a file is sent in parts. @see https://developers.notion.com/docs/sending-larger-files */
const singlePart = 20 * 1024 * 1024;
const partBytes = 10 * 1024 * 1024;

const kinds: readonly (readonly [string, RegExp])[] = [
  ["image", /\.(png|jpe?g|gif|svg|webp|heic|tiff?|ico)$/i],
  ["video", /\.(mp4|mov|webm|mkv|avi|m4v|mpeg)$/i],
  ["audio", /\.(mp3|wav|ogg|m4a|aac|flac)$/i],
  ["pdf", /\.pdf$/i],
];

export const kindOf = (filename: string): string =>
  kinds.find(([, pattern]) => pattern.test(filename))?.[0] ?? "file";

const mimeTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
  webp: "image/webp",
  pdf: "application/pdf",
  txt: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  json: "application/json",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  mp4: "video/mp4",
  mov: "video/quicktime",
  webm: "video/webm",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  zip: "application/zip",
};

const mimeOf = (filename: string): string =>
  mimeTypes[filename.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";

interface Given {
  filename: string;
  url?: string | undefined;
  content?: string | undefined;
}

/**
 * Brings a file to Notion: by a link that Notion fetches itself, or by its content.
 * @throws InputError for content that is no base64, UpstreamError when Notion could not fetch the link
 */
export async function uploadFile(api: NotionApi, given: Given, signal: AbortSignal): Promise<FileUpload> {
  const { filename, url, content } = given;
  if ((url === undefined) === (content === undefined)) throw new InputError("Pass either url or content.");
  if (url !== undefined) {
    const upload = await api.createUpload({ mode: "external_url", external_url: url, filename });
    return imported(api, upload.id, signal);
  }
  const bytes = decode(content ?? "");
  const type = mimeOf(filename);
  if (bytes.length <= singlePart) {
    const upload = await api.createUpload({ mode: "single_part", filename, content_type: type });
    return api.sendPart(upload.id, filename, new Blob([bytes], { type }));
  }
  const total = Math.ceil(bytes.length / partBytes);
  const upload = await api.createUpload({
    mode: "multi_part",
    filename,
    content_type: type,
    number_of_parts: total,
  });
  for (let part = 1; part <= total; part++) {
    const slice = bytes.subarray((part - 1) * partBytes, part * partBytes);
    await api.sendPart(upload.id, filename, new Blob([slice], { type }), part);
  }
  return api.completeUpload(upload.id);
}

function decode(content: string): Uint8Array<ArrayBuffer> {
  const bare = content.replace(/^data:[^,]*,/, "").replace(/\s+/g, "");
  if (bare === "" || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) throw new InputError("content is not base64.");
  return Uint8Array.from(Buffer.from(bare, "base64"));
}

async function imported(api: NotionApi, id: string, signal: AbortSignal): Promise<FileUpload> {
  for (let pause = 500; ; pause = Math.min(4000, pause * 2)) {
    const upload = await api.upload(id);
    if (upload.status === "uploaded") return upload;
    if (upload.status !== "pending") {
      const reason = upload.file_import_result?.error?.message ?? upload.status;
      throw new UpstreamError(
        `Notion could not fetch the file: ${reason}. Pass a public https link, or content.`,
        {
          retryable: false,
          outcome: "not_done",
        },
      );
    }
    await wait(pause, undefined, { signal });
  }
}
