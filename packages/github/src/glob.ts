/**
 * A test for paths: `*` and `?` within a segment, `**` across, `{ts,tsx}` for either. A pattern without a slash is held
 * against the file name. Linear in the path, whatever the pattern is.
 */
export function globTest(pattern: string): (path: string) => boolean {
  const whole = pattern.includes("/");
  const choices = expand(pattern.replace(/^\.?\//, "")).map(tokensOf);
  return (path) => {
    const text = whole ? path : path.slice(path.lastIndexOf("/") + 1);
    return choices.some((tokens) => matches(tokens, text));
  };
}

function expand(pattern: string): string[] {
  const braces = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(pattern);
  if (!braces) return [pattern];
  const [, before = "", inner = "", after = ""] = braces;
  return inner
    .split(",")
    .flatMap((choice) => expand(`${before}${choice}${after}`))
    .slice(0, 50);
}

const tokensOf = (pattern: string): string[] => pattern.match(/\*\*\/|\*\*|[\s\S]/gu) ?? [];

const nowhere = (text: string): boolean[] => Array.from({ length: text.length + 1 }, () => false);

/** Keeps the set of places in the text that the tokens so far can have reached. */
function matches(tokens: readonly string[], text: string): boolean {
  let reached = nowhere(text);
  reached[0] = true;
  for (const token of tokens) {
    const next = nowhere(text);
    let open = false;
    for (let place = 0; place <= text.length; place++) {
      if (token === "*") {
        open = (open && text[place - 1] !== "/") || reached[place] === true;
        next[place] = open;
      } else if (token === "**") {
        open ||= reached[place] === true;
        next[place] = open;
      } else if (token === "**/") {
        next[place] = reached[place] === true || (open && text[place - 1] === "/");
        open ||= reached[place] === true;
      } else if (
        reached[place] &&
        place < text.length &&
        (token === "?" ? text[place] !== "/" : text.startsWith(token, place))
      ) {
        next[place + token.length] = true;
      }
    }
    reached = next;
  }
  return reached[text.length] === true;
}
