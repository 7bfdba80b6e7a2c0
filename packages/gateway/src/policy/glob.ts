/** Whether a name fits a pattern as a whole: `*` is any run of characters, `?` is one; everything else is itself. */
export function matchesGlob(pattern: string, name: string): boolean {
  let at = 0;
  let read = 0;
  // Where to go back to: behind the last star, and the character after those it took so far.
  let star = -1;
  let taken = 0;
  while (read < name.length) {
    if (pattern[at] === "*") {
      star = ++at;
      taken = read;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star;
      read = ++taken;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

export const isGlob = (pattern: string): boolean => pattern.includes("*") || pattern.includes("?");
