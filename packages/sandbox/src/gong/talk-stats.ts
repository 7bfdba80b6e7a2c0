import type { RecordedCall } from "../world/calls.ts";

export type Stat = { name: string; value: number };

const rounded = (value: number): number => Math.round(value * 100) / 100;

export function talkSeconds(call: RecordedCall, speakerId: string): number {
  const said = call.transcript.filter((sentence) => sentence.speakerId === speakerId);
  return rounded(said.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1000);
}

/** The longest time, in seconds, that one of these people spoke without a break by another. */
function longest(call: RecordedCall, voices: ReadonlySet<string>): number {
  let best = 0;
  let began = 0;
  call.transcript.forEach((sentence, place) => {
    if (call.transcript[place - 1]?.speakerId !== sentence.speakerId) began = sentence.startMs;
    if (voices.has(sentence.speakerId)) best = Math.max(best, sentence.endMs - began);
  });
  return rounded(best / 1000);
}

/** Gong's figures on how a person of the company spoke in a call, counted from the transcript. */
export function interactionOf(call: RecordedCall, personKey: string): Stat[] {
  const own = new Set(
    call.participants.filter(({ key }) => key === personKey).map(({ speakerId }) => speakerId),
  );
  const guests = new Set(
    call.participants.filter(({ side }) => side === "external").map(({ speakerId }) => speakerId),
  );
  const total = call.transcript.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1000;
  const talked = [...own].reduce((sum, id) => sum + talkSeconds(call, id), 0);
  const changes = call.transcript.filter(
    ({ speakerId }, place) => place > 0 && call.transcript[place - 1]?.speakerId !== speakerId,
  ).length;
  const answers = call.transcript.filter(
    ({ speakerId }, place) => own.has(speakerId) && guests.has(call.transcript[place - 1]?.speakerId ?? ""),
  ).length;
  const questions = call.transcript.filter(
    ({ speakerId, text }) => own.has(speakerId) && text.endsWith("?"),
  ).length;
  return [
    { name: "Talk Ratio", value: rounded(talked / total) },
    { name: "Longest Monologue", value: longest(call, own) },
    { name: "Longest Customer Story", value: longest(call, guests) },
    { name: "Interactivity", value: rounded(changes / 3) },
    { name: "Patience", value: rounded(0.65 + answers / 40) },
    { name: "Question Rate", value: questions },
  ];
}

/** The mean of each figure over several calls. */
export function average(stats: readonly (readonly Stat[])[]): Stat[] {
  const names = stats[0]?.map(({ name }) => name) ?? [];
  return names.map((name) => {
    const values = stats.map((one) => one.find((stat) => stat.name === name)?.value ?? 0);
    return { name, value: rounded(values.reduce((sum, value) => sum + value, 0) / values.length) };
  });
}
