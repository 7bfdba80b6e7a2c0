import type { ClientEntry, ClientInput } from "@sophia-mcp/core/client-config";

/** A link that adds an entry to Cursor when it is opened; Cursor shows the entry and asks. */
export const cursorLink = (name: string, entry: ClientEntry): string =>
  `cursor://anysphere.cursor-deeplink/mcp/install?${cursorQuery(name, entry)}`;

/** The same by way of a web page, for places that allow no other scheme than https: READMEs. */
export const cursorWebLink = (name: string, entry: ClientEntry): string =>
  `https://cursor.com/en-US/install-mcp?${cursorQuery(name, entry)}`;

function cursorQuery(name: string, entry: ClientEntry): string {
  const config = Buffer.from(JSON.stringify(entry)).toString("base64");
  return `name=${encode(name)}&config=${encode(config)}`;
}

/** A link that adds an entry to VS Code when it is opened, with the inputs that VS Code asks for. */
export const vscodeLink = (name: string, entry: ClientEntry, inputs: readonly ClientInput[]): string => {
  const config = { name, ...entry, ...(inputs.length > 0 ? { inputs } : {}) };
  return `vscode:mcp/install?${encode(JSON.stringify(config))}`;
};

/** The same by way of a web page. */
export const vscodeWebLink = (name: string, entry: ClientEntry, inputs: readonly ClientInput[]): string => {
  const query = [`name=${encode(name)}`, `config=${encode(JSON.stringify(entry))}`];
  if (inputs.length > 0) query.push(`inputs=${encode(JSON.stringify(inputs))}`);
  return `https://insiders.vscode.dev/redirect/mcp/install?${query.join("&")}`;
};

/** A parenthesis would end a link in Markdown, a quote one in HTML. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
