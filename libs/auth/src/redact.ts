/** Shapes of tokens that must never be shown, whoever sent them. Linear patterns only: input may be hostile. */
const tokenShapes = [
  String.raw`pat-[a-z]{2,4}\d{0,2}-[\w-]{8,}`,
  String.raw`xox[abeprs]-[\w-]{8,}|xapp-[\w-]{16,}`,
  String.raw`gh[opsur]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}`,
  String.raw`lin_(?:api|oauth)_\w{8,}|ntn_\w{16,}|secret_\w{24,}|pcsk_\w{16,}`,
  String.raw`sk-[\w-]{16,}|[rs]k_(?:live|test)_\w{16,}|hf_\w{30,}|npm_\w{36}|smcp_\w{32,}`,
  String.raw`A[KS]IA[A-Z0-9]{16}|AIza[\w-]{35}`,
  String.raw`eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{0,1024}`,
].join("|");
/**
 * A pattern without which nothing in a text is changed by `document`, registered secrets aside: also in JSON, as no shape
 * holds a character that JSON writes otherwise. Each alternative begins with a rare character and looks back from there,
 * which is six times as fast as looking for the shapes.
 */
export const credentialMarks = [
  "(?<=sk|xox[abeprs]|xapp|glpat|pat-[a-z]{2,4}\\d{0,2}|----)-",
  "(?<=gh[opsur]|github_pat|lin_api|lin_oauth|ntn|secret|pcsk|k_live|k_test|hf|npm|smcp)_",
  "A[KS]IA|AIza|eyJ",
  "[eE][aA][rR][eE][rR]\\b",
  '(?<=:[^/\\s@"]{1,256})@',
].join("|");
const tokens = new RegExp(String.raw`\b(?:${tokenShapes})`, "g");
/** A single dash stands in the headers of old formats; two end the body. */
const privateKeys =
  /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----(?:[^-]|-(?!-)){0,16384}(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g;
const authorizationHeaders = /\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi;
/** A digit tells a token from the word that follows "bearer" in prose. */
const bearerTokens = /\b(bearer)\s+(?=[A-Za-z+/=.~_-]{0,256}\d)[\w+/=.~-]{16,}/gi;
const urlCredentials = /(\/\/)[^/\s:@]{1,256}:[^/\s@]{1,256}@/g;
const mask = "[redacted]";
const shortest = 6;

/** Knows every secret that was read, and removes it from text on its way out. */
export interface Redactor {
  /** Registers a secret, together with the encodings in which it travels. Values under 6 characters are ignored. */
  add(secret: string): void;
  /** For our own texts: also what merely looks like a credential. */
  text(value: string): string;
  /** For documents of others, where "basic knowledge" is no credential: registered secrets and unmistakable shapes only. */
  document(value: string): string;
}

export function createRedactor(): Redactor {
  // The longest first: one secret may begin with another.
  let secrets: string[] = [];
  const certain = (value: string): string => {
    let clean = value;
    for (const secret of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, mask);
    return clean.replace(tokens, mask).replace(privateKeys, mask);
  };
  return {
    add(secret) {
      secrets = [...new Set([...secrets, ...encodings(secret)])].sort((a, b) => b.length - a.length);
    },
    text: (value) =>
      certain(value).replace(authorizationHeaders, `$1 ${mask}`).replace(urlCredentials, `$1${mask}@`),
    document: (value) =>
      certain(value).replace(bearerTokens, `$1 ${mask}`).replace(urlCredentials, `$1${mask}@`),
  };
}

/** The forms in which a secret travels: as it is, in URLs, in headers, in JSON. None for what is too short to be one. */
export function encodings(secret: string): string[] {
  const trimmed = secret.trim().toWellFormed();
  if (trimmed.length < shortest) return [];
  const inJson = JSON.stringify(trimmed).slice(1, -1);
  return [
    ...new Set([trimmed, encodeURIComponent(trimmed), Buffer.from(trimmed).toString("base64"), inJson]),
  ];
}
