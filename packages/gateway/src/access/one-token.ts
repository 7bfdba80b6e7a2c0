import { authorized } from "@sophia-mcp/core/http-guards";
import type { Access } from "./access.ts";

export const metadataPath = "/.well-known/oauth-protected-resource";

/** The operator's own token, or none on loopback: everybody who comes in is the same person. */
export function oneToken(token: string | undefined): Access {
  return {
    required: token !== undefined,
    admit(req) {
      if (authorized({ token }, req)) return { kind: "admitted", principal: "local", profile: undefined };
      const challenge = `Bearer realm="mcp", resource_metadata="http://${req.headers.host}${metadataPath}/mcp"`;
      return {
        kind: "refused",
        status: 401,
        message: "A bearer token is needed",
        headers: { "www-authenticate": challenge },
      };
    },
    metadata: (origin) => ({ resource: `${origin}/mcp`, bearer_methods_supported: ["header"] }),
  };
}
