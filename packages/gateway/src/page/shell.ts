import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { version } from "../version.ts";

export interface Shell {
  html: string;
  headers: Readonly<Record<string, string>>;
}

/** The page without any data in it: one document, and headers that let it reach nothing but its own origin. */
export async function loadShell({ tokenNeeded }: { tokenNeeded: boolean }): Promise<Shell> {
  const [markup, styles, modules] = await Promise.all([
    readFile(new URL("./browser/page.html", import.meta.url), "utf8"),
    read(styleParts()),
    read(scriptParts()),
  ]);
  const style = styles.join("\n");
  const script = modules.map(alone).join("\n");
  const texts: Readonly<Record<string, string>> = {
    style,
    script,
    version,
    token: tokenNeeded ? "needed" : "none",
  };
  const html = markup.replaceAll(
    /\s*\/\*(style|script)\*\/\s*|%(version|token)%/g,
    (_, code: string | undefined, word: string | undefined) => texts[code ?? word ?? ""] ?? "",
  );
  return { html, headers: { ...headers, "content-security-policy": policy(hash(style), hash(script)) } };
}

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const policy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src ${style}`,
    `script-src ${script}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

/** Each is named in full: the bundler copies the files that it can see named. */
const styleParts = (): URL[] => [
  new URL("./browser/base.css", import.meta.url),
  new URL("./browser/board.css", import.meta.url),
  new URL("./browser/small.css", import.meta.url),
];

/** Modules come after those that they import. */
const scriptParts = (): URL[] => [
  new URL("./browser/elements.js", import.meta.url),
  new URL("./browser/words.js", import.meta.url),
  new URL("./browser/tables.js", import.meta.url),
  new URL("./browser/tiles.js", import.meta.url),
  new URL("./browser/waiting.js", import.meta.url),
  new URL("./browser/main.js", import.meta.url),
];

const read = (parts: readonly URL[]): Promise<string[]> =>
  Promise.all(parts.map((part) => readFile(part, "utf8")));

/** A module without its imports and exports: inside of the document all of them are one. */
const alone = (module: string): string =>
  module.replaceAll(/^import [^;]*;\n/gm, "").replaceAll(/^export (?=const )/gm, "");

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
