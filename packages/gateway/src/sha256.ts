import type * as Crypto from "node:crypto";

let module: typeof Crypto | undefined;

/** In hexadecimal. The module is asked for at the first use: loading it takes milliseconds, and not every start needs it. */
export function sha256(text: string): string {
  module ??= process.getBuiltinModule("node:crypto");
  return module.hash("sha256", text, "hex");
}
