import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const shape = /^smcp_([0-9a-f]{64})([0-9a-f]{8})$/;

const checksum = (secret: string): string => crc32(secret).toString(16).padStart(8, "0");

/** 256 random bits. The prefix lets scanners for secrets know it, the checksum lets us refuse what was mistyped. */
export function newTokenText(): string {
  const secret = randomBytes(32).toString("hex");
  return `smcp_${secret}${checksum(secret)}`;
}

/** Whether it can be one of ours at all. */
export function isTokenText(text: string): boolean {
  const [, secret = "", sum] = shape.exec(text) ?? [];
  return sum !== undefined && checksum(secret) === sum;
}

/** What is kept of it: nobody can guess 256 bits, so that a slow hash would add nothing. */
export const tokenHash = (text: string): string => createHash("sha256").update(text).digest("hex");
