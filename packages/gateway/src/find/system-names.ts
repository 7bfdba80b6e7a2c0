import { visible } from "@sophia-mcp/core/text";

/** Longest title that is shown whole: a name, not a sentence. */
const longest = 40;

/** Titles in one line of at most `room` characters; those that do not fit are counted. */
export function systemNames(servers: readonly { title: string }[], room: number): string {
  // A title may come from somebody else's server, and this text is read as an instruction.
  const titles = servers.map(({ title }) => {
    const clean = visible(title)
      .replace(/[\s"\\]+/g, " ")
      .trim();
    return clean.slice(0, longest).toWellFormed() || "unnamed";
  });
  let text = "";
  for (const [place, title] of titles.entries()) {
    const rest = titles.length - place;
    const next = text === "" ? title : `${text}, ${title}`;
    const tail = rest > 1 ? ` and ${rest - 1} more` : "";
    if (next.length + tail.length > room) return text === "" ? `${rest} systems` : `${text} and ${rest} more`;
    text = next;
  }
  return text || "none yet";
}
