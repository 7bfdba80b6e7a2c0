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
  linear: async () => (await import("./linear/emulator.ts")).linear,
  notion: async () => (await import("./notion/emulator.ts")).notion,
};

export const VENDOR_IDS: readonly string[] = PORT_ORDER.filter((id) => id in EMULATORS);
