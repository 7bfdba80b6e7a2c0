import type { Emulator } from "./emulator.ts";

/** The order decides the ports, and does not change when a vendor is left out. */
export const PORT_ORDER: readonly string[] = [
  "hubspot",
  "asana",
  "gong",
  "snowflake",
  "pinecone",
  "slack",
  "linear",
  "notion",
  "github",
];

/** Each vendor's emulator, loaded only when it is started. */
export const EMULATORS: Readonly<Record<string, () => Promise<Emulator>>> = {
  hubspot: async () => (await import("./hubspot/emulator.ts")).hubspot,
  asana: async () => (await import("./asana/emulator.ts")).asana,
  gong: async () => (await import("./gong/emulator.ts")).gong,
  snowflake: async () => (await import("./snowflake/emulator.ts")).snowflake,
  pinecone: async () => (await import("./pinecone/emulator.ts")).pinecone,
  slack: async () => (await import("./slack/emulator.ts")).slack,
  linear: async () => (await import("./linear/emulator.ts")).linear,
  notion: async () => (await import("./notion/emulator.ts")).notion,
  github: async () => (await import("./github/emulator.ts")).github,
};

export const VENDOR_IDS: readonly string[] = PORT_ORDER.filter((id) => id in EMULATORS);
