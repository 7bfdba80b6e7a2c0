import { gidFor } from "./gids.ts";
import type { AsanaState } from "./state.ts";

/** One pixel, so that there is a file which is no text. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const FILES = [
  ["EDG-27", "edge-reconnect"],
  ["EDG-31", "bluefin-incident"],
  ["SEC-12", "scim-design"],
  ["FLOW-34", "reservation-load"],
] as const;

/** Work carries the pages that explain it, a picture, and a link to a file elsewhere. */
export function seedAttachments(state: AsanaState): void {
  const { world } = state;
  const gidOf = (key: string) => world.work.find((item) => item.key === key)?.asanaGid ?? "";
  for (const [work, key] of FILES) {
    const document = world.documents.find((candidate) => candidate.key === key);
    if (!document) continue;
    state.attachments.push({
      gid: gidFor("attachment", key),
      parentGid: gidOf(work),
      name: `${key}.md`,
      host: "asana",
      type: "text/markdown; charset=utf-8",
      bytes: Buffer.from(document.text, "utf8"),
      url: undefined,
      createdAt: document.createdAt,
    });
  }
  state.attachments.push(
    {
      gid: gidFor("attachment", "floor-plan"),
      parentGid: gidOf("EDG-27"),
      name: "chilled-hall.png",
      host: "asana",
      type: "image/png",
      bytes: PIXEL,
      url: undefined,
      createdAt: world.calendar.at(-12, 10),
    },
    {
      gid: gidFor("attachment", "drive"),
      parentGid: gidOf("EDG-27"),
      name: "Drops per shift",
      host: "gdrive",
      type: "",
      bytes: undefined,
      url: "https://drive.example/file/drops-per-shift",
      createdAt: world.calendar.at(-11, 10),
    },
  );
}
