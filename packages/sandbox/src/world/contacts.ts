import type { Calendar } from "./calendar.ts";
import type { Company } from "./companies.ts";
import { createRandom, type Random } from "./random.ts";

/** Someone at a customer. */
export type Contact = {
  key: string;
  companyKey: string;
  firstName: string;
  lastName: string;
  name: string;
  email: string;
  phone: string;
  title: string;
  leadStatus: "NEW" | "OPEN" | "IN_PROGRESS" | "CONNECTED" | "UNQUALIFIED";
  ownerKey: string;
  createdAt: string;
  updatedAt: string;
  hubspotId: string;
};

/** The people of the four stories that hold across all systems. */
const HEROES: readonly (readonly [company: string, first: string, last: string, title: string])[] = [
  ["marlow", "Gwen", "Aldridge", "VP Operations"],
  ["marlow", "Theo", "Bannister", "Director of IT Security"],
  ["marlow", "Carla", "Reyes", "Procurement Manager"],
  ["orchard", "Fergus", "Pike", "Co-founder and COO"],
  ["orchard", "Ottilie", "Marsh", "Packing Hall Manager"],
  ["bluefin", "Renata", "Souza", "Chief Supply Chain Officer"],
  ["bluefin", "Walter", "Grieg", "IT Manager"],
  ["bluefin", "Dana", "Whitlock", "CFO"],
  ["calder", "Noor", "Rahimi", "Head of Analytics"],
  ["calder", "Elliot", "Strand", "General Counsel"],
];

const FIRST = [
  "Alice",
  "Bruno",
  "Chiara",
  "Dmitri",
  "Elsa",
  "Felix",
  "Greta",
  "Hugo",
  "Imani",
  "Jack",
  "Katja",
  "Leon",
  "Mila",
  "Nils",
  "Olga",
  "Pablo",
  "Quinn",
  "Rosa",
  "Samir",
  "Tess",
  "Ursula",
  "Viktor",
  "Wanda",
  "Xavier",
  "Yara",
  "Zoltan",
];
const LAST = [
  "Abbott",
  "Brandt",
  "Castell",
  "Dufour",
  "Egan",
  "Fontaine",
  "Gallo",
  "Hartmann",
  "Iversen",
  "Jansen",
  "Keller",
  "Larsen",
  "Moretti",
  "Nyberg",
  "Osei",
  "Petrov",
  "Quist",
  "Rossi",
  "Sato",
  "Thorne",
  "Ueda",
  "Vidal",
  "Winslow",
  "Young",
  "Zeller",
];
const TITLES = [
  "Operations Manager",
  "Head of Logistics",
  "IT Manager",
  "Buyer",
  "Warehouse Manager",
  "CFO",
  "Head of E-commerce",
  "Supply Chain Analyst",
];
const STATUSES = ["NEW", "OPEN", "IN_PROGRESS", "CONNECTED", "UNQUALIFIED"] as const;

export function createContacts(calendar: Calendar, seed: number, companies: readonly Company[]): Contact[] {
  const random = createRandom(seed * 31 + 2);
  const heroCompanies = new Set(HEROES.map(([company]) => company));
  const rows = [...HEROES];
  for (const [index, company] of companies.entries()) {
    if (heroCompanies.has(company.key)) continue;
    for (let nth = 0; nth < 2 + (index % 2); nth += 1) {
      rows.push([company.key, freshFirst(random, index * 3 + nth), random.pick(LAST), random.pick(TITLES)]);
    }
  }
  const owners = new Map(companies.map((company) => [company.key, company]));
  return rows.map(([companyKey, firstName, lastName, title], index) => {
    const company = owners.get(companyKey);
    const hero = index < HEROES.length;
    return {
      key: `${companyKey}-${firstName}`.toLowerCase(),
      companyKey,
      firstName,
      lastName,
      name: `${firstName} ${lastName}`,
      email: `${firstName}.${lastName}@${company?.domain ?? "nowhere.example"}`.toLowerCase(),
      phone: `+1 555 01${String(index).padStart(2, "0")}`,
      title,
      leadStatus: hero ? "CONNECTED" : random.pick(STATUSES),
      ownerKey: company?.ownerKey ?? "priya",
      createdAt: calendar.at(-random.int(61, 400), random.int(8, 17)),
      updatedAt: calendar.at(-random.int(1, 60), random.int(8, 17)),
      hubspotId: String(50_210_300_051 + index * 50),
    };
  });
}

/** Walks the list from a drawn start, so that two people of one company never share a first name. */
function freshFirst(random: Random, serial: number): string {
  random.next();
  return FIRST[serial % FIRST.length] ?? "Alex";
}
