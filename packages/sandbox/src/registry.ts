import type { Emulator } from "./emulator.ts";

/** Each vendor's emulator, loaded only when it is started. The order decides the ports. */
export const EMULATORS: Readonly<Record<string, () => Promise<Emulator>>> = {
  hubspot: async () => (await import("./hubspot/emulator.ts")).hubspot,
};

export const VENDOR_IDS: readonly string[] = Object.keys(EMULATORS);
