import { createHash } from "node:crypto";

function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** Ids depend on the name alone, so that they stay the same for every seed and date. */
export function uuidFor(name: string): string {
  const hex = digest(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function slackIdFor(prefix: string, name: string): string {
  return `${prefix}0${BigInt(`0x${digest(name).slice(0, 14)}`)
    .toString(36)
    .toUpperCase()
    .padStart(9, "0")
    .slice(0, 9)}`;
}

export function shaFor(name: string): string {
  return digest(name).slice(0, 40);
}

/** A number of the given length as text: vendors' long ids do not fit a JavaScript number. */
export function digitsFor(name: string, length: number): string {
  const digits = BigInt(`0x${digest(name).slice(0, 20)}`)
    .toString()
    .padStart(length, "7");
  return `${1 + (Number(digits[0]) % 8)}${digits.slice(1, length)}`;
}
