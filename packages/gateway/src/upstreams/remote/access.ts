import type { UrlServer } from "../../config/types.ts";
import type { Log } from "../../log.ts";
import { alone, grantFile, readGrant, writeGrant } from "./grants.ts";

/** What a server is shown so that it answers: nothing, the headers of its entry, or a token that was granted for it. */
export interface Access {
  /** Header `Authorization` of the next request; a promise where a token must be renewed first. Never rejects. */
  header(): string | undefined | Promise<string | undefined>;
  /**
   * HTTP 401, or 403 for want of scope: whether asking again makes sense, and if not, what to tell people.
   * @param used the header that was refused
   */
  refused(
    challenge: string | undefined,
    used: string | undefined,
  ): Promise<{ again: boolean; reason: string }>;
}

const earlyMs = 30_000;
const lockMs = 30_000;
/** A renewal that failed is not tried again with every request. */
const pauseMs = 5000;

export function createAccess(config: UrlServer, options: { stateFolder: string; log: Log }): Access {
  const given = Object.keys(config.headers).some((key) => key.toLowerCase() === "authorization");
  return given ? headersOnly : grantedAccess(config, options);
}

const headersOnly: Access = {
  header: () => undefined,
  refused: () =>
    Promise.resolve({
      again: false,
      reason: 'does not accept its credentials; correct "Authorization" in the "headers" of its entry',
    }),
};

function grantedAccess(config: UrlServer, { stateFolder, log }: { stateFolder: string; log: Log }): Access {
  const { name } = config;
  const file = grantFile(stateFolder, config);
  const command = `sophia-mcp auth ${name}`;
  let grant = readGrant(file);
  let renewing: Promise<string | undefined> | undefined;
  let problem: string | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const header = (): string | undefined => grant.tokens && `Bearer ${grant.tokens.access_token}`;
  const isDue = (): boolean => grant.expiresAt !== undefined && Date.now() > grant.expiresAt - earlyMs;

  /** Another process may have renewed it meanwhile; then its token is the one to use. */
  function renew(): Promise<string | undefined> {
    const before = grant.tokens?.access_token;
    renewing ??= alone(file, lockMs, async () => {
      grant = readGrant(file);
      if (grant.tokens?.access_token !== before || !grant.tokens?.refresh_token) return;
      const { renewGrant } = await import("./oauth.ts");
      const renewed = await renewGrant(config, grant);
      grant = renewed.grant;
      problem = renewed.problem;
      if (renewed.changed) writeGrant(file, grant);
      if (problem !== undefined) failedAt = Date.now();
      log(problem === undefined ? "info" : "warn", "oauth_renewal", { server: name, problem });
    })
      .catch((error: Error) => {
        failedAt = Date.now();
        problem =
          "its token could not be renewed: another process holds the lock, or the state folder cannot be written";
        log("warn", "oauth_renewal", { server: name, problem, reason: error.message });
      })
      .then(() => {
        renewing = undefined;
        return header();
      });
    return renewing;
  }

  /** What the next authorization must ask for as well. */
  async function remember(scope: string): Promise<void> {
    try {
      await alone(file, lockMs, async () => writeGrant(file, { ...readGrant(file), wanted: scope }));
    } catch (error) {
      log("warn", "oauth_unwritten", { server: name, reason: (error as Error).message });
    }
  }

  return {
    header() {
      if (!grant.tokens?.refresh_token || !isDue() || Date.now() - failedAt < pauseMs) return header();
      return renew();
    },
    async refused(challenge = "", used) {
      // Granted or renewed since this was read.
      grant = readGrant(file);
      if (header() !== undefined && header() !== used) return { again: true, reason: "" };
      if (challenge.includes("insufficient_scope")) {
        const scope = /\bscope="([\x20-\x21\x23-\x5b\x5d-\x7e]{1,1000})"/.exec(challenge)?.[1];
        if (scope !== undefined) await remember(scope);
        return { again: false, reason: `wants more rights than it was granted; grant them with: ${command}` };
      }
      if (grant.tokens?.refresh_token) {
        const renewed = await renew();
        if (renewed !== undefined && renewed !== used) return { again: true, reason: "" };
      }
      const why = problem === undefined ? "" : ` (${problem})`;
      const first = grant.tokens || used ? "does not accept its token any more" : "wants to know who asks";
      return {
        again: false,
        reason: `${first}${why}; authorize it with: ${command}, or give it "headers" in its entry`,
      };
    },
  };
}
