import { type Call, type Route, refuse, type Token } from "../emulator.ts";
import { controlError, dataError } from "./errors.ts";
import type { PineconeState } from "./state.ts";

export type Right = "control.read" | "control.write" | "data.read" | "data.write";

/** Keys with the rights of ProjectEditor, ProjectViewer and DataPlaneViewer. The last one may not even look up a host. */
export const TOKENS: readonly Token[] = [
  {
    name: "pcsk_sandbox_project-editor",
    scopes: ["control.read", "control.write", "data.read", "data.write"],
  },
  { name: "pcsk_sandbox_project-viewer", scopes: ["control.read", "data.read"] },
  { name: "pcsk_sandbox_data-plane-viewer", scopes: ["data.read"] },
];

/** Where an index answers; Pinecone gives each a host of its own, the sandbox a path. */
export const HOSTS = "/host";

/** Each plane words its refusals in its own way, so rights are looked at here too. */
export function authenticate(
  call: Omit<Call<PineconeState>, "token">,
  route: Route<PineconeState> | undefined,
): Token {
  const inData = call.path.startsWith(`${HOSTS}/`);
  const token = TOKENS.find(({ name }) => name === call.headers["api-key"]);
  if (!token) return refuse({ status: 401, body: inData ? '"Unauthorized"' : '"Invalid API key"' });
  const needed = route?.scopes?.({ ...call, token }) ?? [];
  if (needed.every((right) => token.scopes.includes(right))) return token;
  const message = "The API key does not have the required permissions for this operation.";
  return refuse(inData ? dataError(403, message) : controlError(403, message));
}

export const needs =
  (...rights: readonly Right[]) =>
  (): readonly string[] =>
    rights;
