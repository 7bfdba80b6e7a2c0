import { type Activity, createActivities } from "./activities.ts";
import { createCalls, type RecordedCall } from "./calls.ts";
import { type Calendar, createCalendar } from "./calendar.ts";
import { type Company, createCompanies } from "./companies.ts";
import { type Contact, createContacts } from "./contacts.ts";
import { createDeals, type Deal, type Pipeline, PIPELINES } from "./deals.ts";
import { createDocuments, type Document } from "./documents.ts";
import { type Channel, createChannels, createMessages, type Message } from "./messages.ts";
import { createPeople, type Person } from "./people.ts";
import { createRepositories, type Repository } from "./repositories.ts";
import { createTickets, type Ticket } from "./tickets.ts";
import { createProjects, createWork, type Project, type WorkItem } from "./work.ts";

/** Everything one company has in its systems. Records name each other by `key`. */
export type World = {
  calendar: Calendar;
  people: readonly Person[];
  companies: readonly Company[];
  contacts: readonly Contact[];
  pipelines: readonly Pipeline[];
  deals: readonly Deal[];
  activities: readonly Activity[];
  tickets: readonly Ticket[];
  calls: readonly RecordedCall[];
  projects: readonly Project[];
  work: readonly WorkItem[];
  documents: readonly Document[];
  channels: readonly Channel[];
  messages: readonly Message[];
  repositories: readonly Repository[];
};

export function createWorld({ seed = 1, now = new Date() }: { seed?: number; now?: Date } = {}): World {
  const calendar = createCalendar(now);
  const people = createPeople();
  const companies = createCompanies(calendar, seed);
  const contacts = createContacts(calendar, seed, companies);
  const deals = createDeals(calendar, seed, companies, contacts);
  const work = createWork(calendar, seed);
  const channels = createChannels(calendar, people);
  return {
    calendar,
    people,
    companies,
    contacts,
    pipelines: PIPELINES,
    deals,
    activities: createActivities(calendar, seed, deals),
    tickets: createTickets(calendar, seed, contacts),
    calls: createCalls(calendar, seed, people, contacts, deals),
    projects: createProjects(calendar),
    work,
    documents: createDocuments(calendar),
    channels,
    messages: createMessages(calendar, seed, channels, work),
    repositories: createRepositories(calendar, work),
  };
}

/** Finds by key; a wrong key is a mistake in the data, so it is loud. */
export function byKey<T extends { key: string }>(items: readonly T[], key: string): T {
  const found = items.find((item) => item.key === key);
  if (!found) throw new Error(`the world has no ${key}`);
  return found;
}
