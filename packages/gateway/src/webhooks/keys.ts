import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { ConfigError } from "@sophia-mcp/core/errors";

const leastBits = 2048;

/**
 * The public key of a rule as Gong shows it (bare base64 of an X.509 SubjectPublicKeyInfo), or as PEM.
 * @throws ConfigError that names `source` and what is accepted, never the text itself
 */
export function publicKey(text: string, source: string): KeyObject {
  const given = text.replaceAll("\\n", "\n").trim();
  if (/PRIVATE KEY/.test(given)) {
    throw new ConfigError(
      `${source} holds a private key. Only the public key that Gong shows ("Show public key" in the rule) belongs here.`,
    );
  }
  let key: KeyObject;
  try {
    key = given.startsWith("-----BEGIN")
      ? createPublicKey(given)
      : createPublicKey({ key: Buffer.from(bareBase64(given), "base64"), format: "der", type: "spki" });
  } catch (cause) {
    throw new ConfigError(
      `${source} is not a public key. Accepted: the base64 text that Gong shows for the rule, or PEM (BEGIN PUBLIC KEY).`,
      { cause },
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < leastBits) {
    throw new ConfigError(
      `${source} is ${key.asymmetricKeyType === "rsa" ? `an RSA key of ${bits} bits` : `no RSA key`}. Gong signs with RS256: an RSA key of at least ${leastBits} bits is needed.`,
    );
  }
  return key;
}

function bareBase64(text: string): string {
  const bare = text.replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]{40,4096}={0,2}$/.test(bare)) throw new TypeError("not base64");
  return bare;
}

/** SHA-256 of the key's DER form, hexadecimal: what `openssl pkey -pubin -outform DER | sha256sum` prints. */
export const fingerprint = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ format: "der", type: "spki" }))
    .digest("hex");
