import { both, theOne, unlabel } from "@sophia-mcp/core/names";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import type { NotionApi } from "./api.ts";
import { idIn } from "./ids.ts";
import type { Person } from "./types.ts";

const fold = (text: string): string => text.trim().toLowerCase();

/** `Name <e-mail>`, or `Name [id]` where the integration may not read e-mail addresses. */
export function personName(person: Person): string {
  const email = person.person?.email;
  if (email) return `${person.name ?? ""} <${email}>`.trim();
  return both(person.name ?? "", person.id);
}

export const ownerOf = (bot: Person): string =>
  bot.bot?.owner?.type === "user" ? (bot.bot.owner.user?.name ?? "a person") : "the workspace";

/** What ids stand for, as far as the integration may know: people are a help, not a need. */
export async function peopleNames(api: NotionApi): Promise<(person: Person) => string> {
  const known = (await ifPermitted(api.everyUser())) ?? [];
  const byId = new Map(known.map((person) => [person.id, person]));
  return (person) => personName(byId.get(person.id) ?? person);
}

/**
 * A person by name, e-mail, id or `Name <e-mail>`.
 * @throws InputError with candidates when nobody or several are meant
 */
export async function findPerson(api: NotionApi, given: string): Promise<string> {
  const id = idIn(given);
  if (id) return id;
  const wanted = fold(unlabel(given));
  const people = (await api.everyUser()).filter((person) => person.type !== "bot");
  const exact = people.filter(
    (person) => fold(person.person?.email ?? "") === wanted || fold(person.name ?? "") === wanted,
  );
  const found =
    exact.length > 0 ? exact : people.filter((person) => fold(person.name ?? "").includes(wanted));
  const person = theOne(given, found, {
    what: "person in this workspace",
    name: ({ name }) => name ?? "",
    show: personName,
    known: people,
  });
  return person.id;
}
