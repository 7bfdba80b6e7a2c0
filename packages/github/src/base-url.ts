/**
 * The API's address from whatever a user has at hand: github.com, an Enterprise host, a `ghe.com` tenant, or the API
 * itself. An address with a path is taken as it is.
 * @see https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
export function apiUrl(given: string): string {
  const url = new URL(given);
  const host = url.hostname;
  if (url.pathname !== "/" || isLoopback(host) || host.startsWith("api.")) return given.replace(/\/+$/, "");
  if (host === "github.com" || host === "www.github.com") return "https://api.github.com";
  if (host.endsWith(".ghe.com")) return `https://api.${host}`;
  return `${url.origin}/api/v3`;
}

/** GitHub keeps job logs and raw files on these; Enterprise servers name their own in a setting. */
export const contentHosts: readonly string[] = [
  "*.blob.core.windows.net",
  "*.actions.githubusercontent.com",
  "raw.githubusercontent.com",
  "codeload.github.com",
];

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
