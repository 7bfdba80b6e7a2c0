import { type Answer, type Failure, refuse } from "../emulator.ts";

const DOCS = "https://docs.github.com/rest";

export type Problem = { resource: string; field: string; code: string; message?: string };

export function refusal(status: number, message: string, errors?: readonly (Problem | string)[]): Answer {
  return {
    status,
    body: { message, ...(errors ? { errors } : {}), documentation_url: DOCS, status: String(status) },
  };
}

export function notFound(): never {
  refuse(refusal(404, "Not Found"));
}

/** GitHub's 422: what is wrong with which field. */
export function invalid(resource: string, field: string, code: string, message?: string): never {
  refuse(
    refusal(422, "Validation Failed", [
      { resource, field, code, ...(message === undefined ? {} : { message }) },
    ]),
  );
}

/** 422 with a message of its own. */
export function unprocessable(message: string, errors?: readonly string[]): never {
  refuse(refusal(422, message, errors));
}

/** GitHub's words for failures that can meet any request. */
export function fail({ status, message, scopes }: Failure): Answer {
  switch (status) {
    case 400:
      return refusal(400, message ?? "Problems parsing JSON");
    case 401:
      return refusal(401, "Bad credentials");
    case 403: {
      const needed = (scopes ?? []).map((scope) => scope.replace(":", "="));
      return {
        ...refusal(403, "Resource not accessible by personal access token"),
        ...(needed.length > 0 ? { headers: { "x-accepted-github-permissions": needed.join(",") } } : {}),
      };
    }
    case 404:
    case 405:
      return refusal(404, "Not Found");
    case 409:
      return refusal(409, message ?? "Conflict");
    case 429:
      return refusal(
        429,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      );
    default:
      return refusal(status, message ?? "Server Error");
  }
}
