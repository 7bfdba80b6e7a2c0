import type { IncomingMessage } from "node:http";

/** The whole body as text; undefined when it is longer than `most` bytes, and then no more of it is read. */
export function readBody(req: IncomingMessage, most: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) {
        req.pause();
        req.removeAllListeners("data");
        resolve(undefined);
        return;
      }
      chunks.push(chunk);
    });
    req.once("end", () =>
      resolve((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString("utf8")),
    );
    // Also when the client goes away.
    req.once("error", reject);
  });
}
