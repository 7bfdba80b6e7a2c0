/** What a reader of a page would type or paste: its fenced blocks. */

export interface Block {
  /** The first word behind the fence: `sh`, `json`; empty where there is none. */
  language: string;
  text: string;
  /** Line of the page on which the block's text begins. */
  line: number;
}

export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)\n```$/gm)].map(
    ([, language = "", text = ""], at, all) => ({
      language,
      text,
      line: page.slice(0, all[at]?.index ?? 0).split("\n").length + 1,
    }),
  );
}

export interface Line {
  text: string;
  line: number;
}

/** The commands of a page, one for each line of its shell blocks. */
export const commandsOf = (page: string): Line[] =>
  blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text, line }) => text.split("\n").map((command, at) => ({ text: command, line: line + at })));

export interface Entry {
  command: string;
  args: string[];
  env: Record<string, string>;
}

/** The entries of a client's file, whichever client's it is. */
export function entriesOf(json: string): Record<string, Entry> {
  const file = JSON.parse(json) as Record<string, Record<string, Partial<Entry>> | undefined>;
  const entries = Object.entries(file.mcpServers ?? file.servers ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, { command, args = [], env = {} }]) =>
      command === undefined ? [] : [[name, { command, args, env }]],
    ),
  );
}
