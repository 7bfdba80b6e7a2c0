/** Shapes of tokens that must never be shown, whoever sent them. Linear patterns only: input may be hostile. */
const tokenShapes =
  /\b(?:pat-[a-z]{2,4}\d{0,2}-[\w-]{8,}|xox[abeprs]-[\w-]{8,}|gh[opsur]_\w{16,}|github_pat_\w{16,}|lin_(?:api|oauth)_\w{8,}|ntn_\w{16,}|secret_\w{24,}|pcsk_\w{16,}|sk-[\w-]{16,}|AKIA[A-Z0-9]{16}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{0,1024})/g;
const authorizationHeaders = /\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi;
const urlCredentials = /(\/\/)[^/\s:@]{1,256}:[^/\s@]{1,256}@/g;
const mask = "[redacted]";

/** Knows every secret that was read, and removes it from text on its way out. */
export interface Redactor {
  /** Registers a secret, together with the encodings in which it travels. Values under 6 characters are ignored. */
  add(secret: string): void;
  text(value: string): string;
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    add(secret) {
      const trimmed = secret.trim();
      if (trimmed.length < 6) return;
      secrets.add(trimmed);
      secrets.add(encodeURIComponent(trimmed));
      secrets.add(Buffer.from(trimmed).toString("base64"));
      // A PEM key may be echoed with its line ends escaped.
      if (trimmed.includes("\n")) secrets.add(trimmed.replaceAll("\n", "\\n"));
    },
    text(value) {
      let clean = value;
      for (const secret of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, mask);
      return clean
        .replace(tokenShapes, mask)
        .replace(authorizationHeaders, `$1 ${mask}`)
        .replace(urlCredentials, `$1${mask}@`);
    },
  };
}
