/** A name without the characters that some client refuses; may be empty. */
export const legalName = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 32);
