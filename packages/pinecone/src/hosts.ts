import { ConfigError } from "@sophia-mcp/core/errors";

/**
 * Reads `docs=docs-abc.svc.example.pinecone.io,notes=...` into hosts by index name.
 * @throws ConfigError that names the part it cannot read
 */
export function parseHosts(text: string): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name, host] = /^([a-z0-9-]+)=(\S+)$/.exec(part) ?? [];
    if (!name || !host)
      throw new ConfigError(`PINECONE_INDEX_HOSTS: "${part}" is not name=host. Separate several by commas.`);
    hosts.set(name, withScheme(host));
  }
  return hosts;
}

/** Pinecone tells hosts without a scheme; emulators tell them with one. */
export const withScheme = (host: string): string =>
  (/^https?:\/\//.test(host) ? host : `https://${host}`).replace(/\/$/, "");
