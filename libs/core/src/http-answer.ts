import type { Answer } from "./http-errors.ts";

export function toAnswer(method: string, url: URL, response: Response, bytes: Uint8Array): Answer {
  const type = response.headers.get("content-type") ?? "";
  const textual = type === "" || /json|text|xml|javascript|form/.test(type);
  const text = textual ? new TextDecoder().decode(bytes) : "";
  let json: unknown;
  if (textual && /^\s*[[{"\dtfn-]/.test(text.slice(0, 64))) {
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
  }
  return { method, url, status: response.status, headers: new Headers(response.headers), text, json };
}

export function toResponse(answer: Answer, bytes: Uint8Array<ArrayBuffer>): Response {
  // fetch has already undone the encoding that this header names.
  answer.headers.delete("content-encoding");
  answer.headers.delete("content-length");
  const bare = answer.status === 204 || answer.status === 205 || answer.status === 304;
  const response = new Response(bare ? null : bytes, { status: answer.status, headers: answer.headers });
  Object.defineProperty(response, "url", { value: answer.url.href });
  return response;
}

export function errorCode(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === "string") return code;
    if (current instanceof AggregateError && current.errors[0] !== undefined)
      return errorCode(current.errors[0]);
  }
  return undefined;
}
