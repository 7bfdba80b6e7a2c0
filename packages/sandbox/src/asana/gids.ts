import { digitsFor } from "../world/ids.ts";

/** The id of what the company's data has no id of its own for. */
export const gidFor = (kind: string, name: string): string =>
  `12066${digitsFor(`asana:${kind}:${name}`, 11)}`;
