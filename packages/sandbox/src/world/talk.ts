import type { Participant } from "./calls.ts";
import type { Deal } from "./deals.ts";
import { COMPANY } from "./people.ts";
import type { Random } from "./random.ts";
import { BACKCHANNEL, CLOSINGS, OPENINGS, PARTS, STORY_PARTS } from "./talk-parts.ts";

export type CallKind = "discovery" | "demo" | "technical" | "commercial" | "review";

export type Line = { speakerKey: string; text: string };

/** Puts a conversation together from parts; `S`, `E`, `C` and `D` are seller, expert, customer and a second customer. */
export function scriptFor(
  kind: CallKind,
  deal: Deal,
  participants: readonly Participant[],
  random: Random,
): Line[] {
  const internal = participants.filter((participant) => participant.side === "internal");
  const external = participants.filter((participant) => participant.side === "external");
  const seller = internal.find((participant) => participant.key === deal.ownerKey) ?? internal[0];
  const expert = internal.find((participant) => participant !== seller) ?? seller;
  const [customer = seller, second = customer] = external;
  const voices: Readonly<Record<string, Participant | undefined>> = {
    S: seller,
    E: expert,
    C: customer,
    D: second,
  };
  const words: Readonly<Record<string, string>> = {
    product: COMPANY.products[deal.product],
    competitor: deal.competitor,
    price: `$${deal.amount.toLocaleString("en-US")}`,
    pain: deal.pain,
    next: deal.nextStep || "stay in touch after the summer",
    customer: customer?.name.split(" ")[0] ?? "",
    second: second?.name.split(" ")[0] ?? "",
    seller: seller?.name.split(" ")[0] ?? "",
    expert: expert?.name.split(" ")[0] ?? "",
  };
  const script = [
    random.pick(OPENINGS),
    ...shuffled(PARTS[kind], random).slice(0, 4),
    ...(STORY_PARTS[deal.key] ? [STORY_PARTS[deal.key]?.[kind] ?? ""] : []),
    random.pick(CLOSINGS),
  ].join("\n");
  return script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .flatMap((line) => spoken(line, voices, words, random));
}

function spoken(
  line: string,
  voices: Readonly<Record<string, Participant | undefined>>,
  words: Readonly<Record<string, string>>,
  random: Random,
): Line[] {
  const voice = line[0] ?? "S";
  const text = line
    .slice(2)
    .trim()
    .replaceAll(/\{(\w+)\}/g, (_all, name: string) => words[name] ?? name);
  const said = { speakerKey: voices[voice]?.key ?? "", text };
  if (!random.chance(0.15)) return [said];
  const listener = voice === "S" || voice === "E" ? voices["C"] : voices["S"];
  return [said, { speakerKey: listener?.key ?? "", text: random.pick(BACKCHANNEL) }];
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item);
}
