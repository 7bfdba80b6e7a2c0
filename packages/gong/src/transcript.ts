import { InputError } from "@sophia-mcp/core/errors";
import type { Call, Party, Transcript } from "./answers.ts";
import { partyName } from "./calls.ts";
import { oneLine } from "./lines.ts";

export interface Sentence {
  speakerId: string;
  /** Milliseconds from the start of the call. */
  start: number;
  text: string;
}

/** The sentences of a call in the order in which they were said. */
export const sentencesOf = (transcript: Transcript | undefined): Sentence[] =>
  (transcript?.transcript ?? [])
    .flatMap(({ speakerId = "", sentences = [] }) =>
      sentences.map(({ start, text }) => ({ speakerId, start, text: oneLine(text) })),
    )
    .sort((one, other) => one.start - other.start);

/** What one person said without a break by another. */
export function turns(sentences: readonly Sentence[]): Sentence[] {
  const merged: Sentence[] = [];
  for (const sentence of sentences) {
    const last = merged.at(-1);
    if (last?.speakerId === sentence.speakerId) last.text += ` ${sentence.text}`;
    else merged.push({ ...sentence });
  }
  return merged;
}

/** Names for the speaker ids of a transcript; people who could not be told apart keep their id. */
export function speakerNames(call: Call | undefined): (speakerId: string) => string {
  const parties = new Map((call?.parties ?? []).map((party) => [party.speakerId, party]));
  return (speakerId) => {
    const party = parties.get(speakerId);
    return party ? partyName(party) : speakerId ? `speaker ${speakerId}` : "unknown speaker";
  };
}

/**
 * The ids under which someone speaks in a call.
 * @throws InputError that names the participants when nobody fits
 */
export function speakerIds(call: Call | undefined, given: string): ReadonlySet<string> {
  const wanted = given.trim().toLowerCase();
  const parties = call?.parties ?? [];
  const fits = (party: Party): boolean =>
    party.userId === wanted ||
    party.emailAddress?.toLowerCase() === wanted ||
    partyName(party).toLowerCase().includes(wanted) ||
    party.affiliation?.toLowerCase() === wanted;
  const ids = [
    ...parties.filter(fits).map((party) => party.speakerId ?? ""),
    ...(/^\d{5,20}$/.test(wanted) ? [wanted] : []),
  ].filter(Boolean);
  if (ids.length > 0) return new Set(ids);
  const known = parties.map(partyName).join(", ") || "none that Gong names";
  throw new InputError(`No "${given}" speaks in this call. Participants: ${known}; or internal, external.`);
}
