import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface AsanaErrors {
  errors?: { message?: string; phrase?: string }[];
}

/** Scopes as Asana writes them: `tasks:read`, `workspaces.typeahead:read`. */
const scope = /\b[a-z_.]{1,60}:(?:read|write|delete)\b/g;

/**
 * Asana's error body.
 * @see https://developers.asana.com/docs/errors
 */
export function explain({ json, status }: Answer): Explanation {
  const errors = (json as AsanaErrors | undefined)?.errors ?? [];
  const message = errors.map((error) => error.message ?? "").join(" ");
  const phrase = errors.find((error) => error.phrase !== undefined)?.phrase;
  const missingScopes = status === 403 ? [...new Set(message.match(scope))] : [];
  const advice = adviceFor(status, message);
  return {
    ...(message.trim() === "" ? {} : { message }),
    // The phrase is what Asana's support asks for.
    ...(phrase === undefined ? {} : { requestId: phrase }),
    ...(missingScopes.length > 0 ? { missingScopes } : {}),
    ...(advice === undefined ? {} : { advice }),
  };
}

function adviceFor(status: number, message: string): string | undefined {
  if (status === 402) {
    return "This feature needs a paid Asana plan: search, custom fields, start dates and portfolios do. Task lists, asana_search_objects and comments work on every plan.";
  }
  if (status === 400 && /pagination token/i.test(message))
    return "Cursors expire: start again without cursor.";
  return undefined;
}
