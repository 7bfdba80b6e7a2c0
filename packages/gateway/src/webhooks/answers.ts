import type { IncomingMessage, ServerResponse } from "node:http";

const lingerMs = 1000;
const lingerBytes = 256 * 1024;

/** One JSON answer; nothing of it is cached anywhere. */
export function answer(
  res: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  res.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  res.end(text);
}

/** Refuses a request whose body was not read: the connection ends, but not before the sender could read why. */
export function refuseUnread(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer(res, status, { error }, { connection: "close", ...headers });
  if (req.complete) return;
  // A socket that is closed with unread bytes in it is reset, and the answer lost with it.
  let seen = 0;
  const end = (): void => {
    clearTimeout(timer);
    req.socket.destroy();
  };
  const timer = setTimeout(end, lingerMs);
  timer.unref();
  req.on("error", end).on("end", () => clearTimeout(timer));
  req.on("data", (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > lingerBytes) end();
  });
  req.resume();
}
