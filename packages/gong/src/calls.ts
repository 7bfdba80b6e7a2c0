import { both } from "@sophia-mcp/core/names";
import { z } from "zod";
import type { Call, Party } from "./answers.ts";
import { utc } from "./dates.ts";
import { oneLine } from "./lines.ts";

/** A call as lists show it. */
export const callShape = z.object({
  id: z.string(),
  title: z.string(),
  started_at: z.string().optional(),
  minutes: z.number(),
  host: z.string().optional(),
  participants: z.array(z.string()),
  crm: z.array(z.string()),
  url: z.string(),
});

export type ShownCall = z.output<typeof callShape>;

export const callUrl = ({ metaData }: Call): string =>
  metaData.url ?? `https://app.gong.io/call?id=${metaData.id}`;

export const isExternal = (party: Party): boolean => party.affiliation === "External";

export const partyName = (party: Party): string =>
  oneLine(party.name || party.emailAddress || party.phoneNumber || "unknown");

export function hostOf({ metaData, parties = [] }: Call): string | undefined {
  if (!metaData.primaryUserId) return undefined;
  const host = parties.find((party) => party.userId === metaData.primaryUserId);
  return both(host ? partyName(host) : "", metaData.primaryUserId);
}

/** Records of the CRM that the call is linked to: "HubSpot Account Orchard & Pike [182504]". */
export function crmLinks({ context = [] }: Call): string[] {
  const links = context.flatMap(({ system = "CRM", objects = [] }) =>
    objects.map(({ objectType = "object", objectId = "", fields = [] }) => {
      const name = textOf(fields.find((field) => field.name.toLowerCase() === "name")?.value);
      return `${system} ${objectType} ${both(name, objectId)}`;
    }),
  );
  // With timing Now and TimeOfCall the same record comes twice.
  return [...new Set(links)];
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** @param full whether to show everybody with title and e-mail, not only the guests' names */
export function showCall(call: Call, full: boolean): ShownCall {
  const { id, title, started, scheduled, duration = 0 } = call.metaData;
  const at = utc(started ?? scheduled);
  const host = hostOf(call);
  const shown = (call.parties ?? []).filter((party) => full || isExternal(party));
  return {
    id,
    title: title || "(no title)",
    ...(at ? { started_at: at } : {}),
    minutes: Math.round(duration / 6) / 10,
    ...(host ? { host } : {}),
    participants: shown.map((party) => (full ? partyLine(party) : partyName(party))),
    crm: crmLinks(call),
    url: callUrl(call),
  };
}

export function partyLine(party: Party): string {
  const address = party.name && party.emailAddress ? ` <${party.emailAddress}>` : "";
  const about = [party.title, party.affiliation?.toLowerCase()].filter(Boolean).join(", ");
  return `${partyName(party)}${address}${about ? ` (${about})` : ""}`;
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * Whether a call is with an account: by a part of the name of its CRM account or deal, or by the domain of a guest's
 * e-mail address. Gong itself cannot filter by account.
 */
export function isWith(call: Call, account: string): boolean {
  const given = account.trim().toLowerCase();
  const wanted = given
    .replace(/^https?:\/\//, "")
    .replace(/^.*@|^www\./, "")
    .replace(/\/.*$/, "");
  const domains = (call.parties ?? [])
    .filter(isExternal)
    .map((party) => (party.emailAddress ?? "").toLowerCase().split("@")[1] ?? "");
  if (domains.some((domain) => domain === wanted || domain.endsWith(`.${wanted}`))) return true;
  const word = letters(wanted);
  // "Orchard & Pike" writes from orchard-pike.example, also where no CRM record is linked.
  if (word.length > 2 && domains.some((domain) => letters(domain.split(".")[0] ?? "").includes(word))) {
    return true;
  }
  const names = (call.context ?? []).flatMap(({ objects = [] }) =>
    objects.flatMap(({ fields = [] }) =>
      fields.filter(({ name }) => name.toLowerCase() === "name").map(({ value }) => textOf(value)),
    ),
  );
  return names.some((name) => name.toLowerCase().includes(given));
}

/** Whether a record of the CRM with this id is linked to the call. */
export const isLinkedTo = (call: Call, crmId: string): boolean =>
  (call.context ?? []).some(({ objects = [] }) => objects.some(({ objectId }) => objectId === crmId));
