/** A part of a long text, with a note on its place and how to go on when something was left out. */
export function slice(text: string, offset: number, length: number): string {
  if (offset >= text.length && offset > 0) return `[no more: the text has ${text.length} characters]`;
  const part = text.slice(offset, offset + length).toWellFormed();
  const end = offset + part.length;
  return end < text.length
    ? `${part}\n[characters ${offset} to ${end} of ${text.length}; go on with offset ${end}]`
    : part;
}
