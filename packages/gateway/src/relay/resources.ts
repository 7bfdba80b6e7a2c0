import type { Upstream } from "../upstreams/upstream.ts";
import type { View } from "./view.ts";

/** The server that a URI belongs to: it listed the URI, or a template that fits. */
export function resourceOwner(view: View, uri: string): Upstream | undefined {
  const exact = view.resources.owners.get(uri) ?? view.templates.owners.get(uri);
  if (exact) return exact.upstream;
  for (const [template, { upstream }] of view.templates.owners) if (fits(template, uri)) return upstream;
  return undefined;
}

/**
 * Whether a URI can come from a template: its fixed parts stand in it in their order, from first character to last.
 * Linear in the length of both, whatever they hold.
 */
export function fits(template: string, uri: string): boolean {
  const parts = template.split(/\{[^{}]{1,256}\}/);
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return uri === template;
  if (!uri.startsWith(first) || !uri.endsWith(last) || uri.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = uri.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= uri.length - last.length;
}
