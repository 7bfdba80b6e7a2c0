import { InputError } from "@sophia-mcp/core/errors";

/**
 * A file's id, from the id itself, a link (`…/files/U0123/F0123/name`, `…/docs/T0123/F0123`) or a line of a message.
 * @throws InputError that shows the accepted forms
 */
export function fileId(given: string): string {
  const id = /(?:^|\/|\[|-)(F[A-Z0-9]{6,20})(?=$|[\s/?#\]-])/.exec(given.trim())?.[1];
  if (id) return id;
  throw new InputError(`"${given.slice(0, 80)}" is neither a file's id, such as F0123ABCDEF, nor its link.`);
}
