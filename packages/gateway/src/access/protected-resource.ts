export const metadataPath = "/.well-known/oauth-protected-resource";

/** The endpoint as an OAuth protected resource: how its clients name it, and where they learn who issues its tokens. */
export interface ProtectedResource {
  /** RFC 9728, for the endpoint of each profile a document of its own; undefined for another path. */
  metadata(path: string, origin: string): object | undefined;
  /** A `WWW-Authenticate` value. `error` and `scope` come from us, never from the request. */
  challenge(origin: string, profile: string | undefined, error?: string, scope?: string): string;
  /** What a token for the endpoint of a profile may name as its audience; none where no public URL is known. */
  audiences(profile: string | undefined): string[];
}

export interface ResourceOptions {
  publicUrl?: string | undefined;
  issuer?: string | undefined;
}

/** Names of profiles that may stand in a header and in a URL as they are. */
const plain = /^[\w.-]{1,64}$/;
const innerPath = /^(?:\/mcp(?:\/[\w.-]{1,64})?)?$/;

export function protectedResource({ publicUrl, issuer }: ResourceOptions): ProtectedResource {
  const configured = publicUrl?.replace(/\/$/, "");
  /** Of all endpoints, whether or not the configured URL names one. */
  const base = configured?.replace(/\/mcp$/, "");

  return {
    metadata(path, origin) {
      if (!path.startsWith(metadataPath)) return undefined;
      const inner = path.slice(metadataPath.length);
      if (!innerPath.test(inner)) return undefined;
      return {
        resource: `${base ?? origin}${inner || "/mcp"}`,
        ...(issuer === undefined ? {} : { authorization_servers: [issuer] }),
        bearer_methods_supported: ["header"],
        resource_name: "Sophia MCP",
      };
    },
    challenge(origin, profile, error, scope) {
      // Behind a public URL with a path only what lies under that path reaches us.
      const url = `${base ?? origin}${metadataPath}${endpoint(profile)}`;
      return [
        `Bearer realm="mcp"`,
        ...(error === undefined ? [] : [`error="${error}"`]),
        ...(scope === undefined ? [] : [`scope="${scope}"`]),
        `resource_metadata="${url}"`,
      ].join(", ");
    },
    audiences(profile) {
      if (configured === undefined || base === undefined) return [];
      const own = profile === undefined ? [] : [`${base}${endpoint(profile)}`];
      return [...new Set([configured, `${configured}/`, `${base}/mcp`, ...own])];
    },
  };
}

const endpoint = (profile: string | undefined): string =>
  profile !== undefined && plain.test(profile) ? `/mcp/${profile}` : "/mcp";

/** The scope that stands for a profile; undefined where its name fits no header. */
export const profileScope = (profile: string): string | undefined =>
  plain.test(profile) ? `profile:${profile}` : undefined;
