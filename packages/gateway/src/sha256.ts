/** In hexadecimal. The module is asked for at the first use: loading it takes milliseconds, and not every start needs it. */
export const sha256 = (text: string): string =>
  process.getBuiltinModule("node:crypto").hash("sha256", text, "hex");
