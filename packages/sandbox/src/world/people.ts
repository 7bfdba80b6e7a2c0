import { slackIdFor, uuidFor } from "./ids.ts";

export const COMPANY = {
  name: "Tessalane",
  legalName: "Tessalane Systems, Inc.",
  domain: "tessalane.example",
  products: {
    flow: "Tessalane Flow",
    insight: "Tessalane Insight",
    edge: "Tessalane Edge",
  },
} as const;

export type ProductKey = keyof typeof COMPANY.products;

/** Someone who works at Tessalane, with one id for each system. */
export type Person = {
  key: string;
  firstName: string;
  lastName: string;
  name: string;
  email: string;
  title: string;
  team: string;
  managerKey: string | undefined;
  timeZone: string;
  active: boolean;
  hubspotOwnerId: string;
  hubspotUserId: number;
  asanaGid: string;
  gongId: string;
  slackId: string;
  linearId: string;
  notionId: string;
  githubLogin: string;
};

type Row = readonly [
  key: string,
  first: string,
  last: string,
  title: string,
  team: string,
  manager: string | undefined,
  zone: string,
];

const NEW_YORK = "America/New_York";
const BERLIN = "Europe/Berlin";

const ROWS: readonly Row[] = [
  ["ines", "Ines", "Calloway", "Chief Executive Officer", "Leadership", undefined, NEW_YORK],
  ["tobias", "Tobias", "Renner", "VP Engineering", "Engineering", "ines", BERLIN],
  ["maren", "Maren", "Oduya", "VP Sales", "Sales", "ines", NEW_YORK],
  ["priya", "Priya", "Venkataraman", "Account Executive", "Sales", "maren", NEW_YORK],
  ["lucas", "Lucas", "Ferreira", "Account Executive", "Sales", "maren", "America/Sao_Paulo"],
  ["hana", "Hana", "Kobayashi", "Solutions Engineer", "Sales", "maren", "Asia/Tokyo"],
  ["declan", "Declan", "Moriarty", "Customer Success Manager", "Customer Success", "maren", "Europe/Dublin"],
  ["yusuf", "Yusuf", "Demir", "Support Lead", "Customer Success", "declan", BERLIN],
  ["sofia", "Sofia", "Lindqvist", "Product Manager", "Product", "ines", "Europe/Stockholm"],
  ["amara", "Amara", "Nwosu", "Staff Engineer", "Engineering", "tobias", "Europe/London"],
  ["jonas", "Jonas", "Weidmann", "Backend Engineer", "Engineering", "tobias", BERLIN],
  ["mei", "Mei", "Tanaka", "Frontend Engineer", "Engineering", "tobias", "America/Los_Angeles"],
  ["rafael", "Rafael", "Ortega", "Firmware Engineer", "Engineering", "tobias", "Europe/Madrid"],
  ["nadia", "Nadia", "Haddad", "Data Engineer", "Engineering", "tobias", BERLIN],
  ["owen", "Owen", "Blackwood", "Account Executive", "Sales", "maren", NEW_YORK],
];

/** Left the company; keeps old records, so "active only" filters have something to leave out. */
const LEFT = "owen";

export function createPeople(): Person[] {
  return ROWS.map(([key, firstName, lastName, title, team, managerKey, timeZone], index) => {
    const serial = String(index + 1).padStart(3, "0");
    return {
      key,
      firstName,
      lastName,
      name: `${firstName} ${lastName}`,
      email: `${firstName}.${lastName}@${COMPANY.domain}`.toLowerCase(),
      title,
      team,
      managerKey,
      timeZone,
      active: key !== LEFT,
      hubspotOwnerId: `71020${serial}`,
      hubspotUserId: 51_730_000 + index,
      asanaGid: `1206418800${serial}01`,
      gongId: `45217033819400${serial}72`,
      slackId: slackIdFor("U", `person:${key}`),
      linearId: uuidFor(`linear:person:${key}`),
      notionId: uuidFor(`notion:person:${key}`),
      githubLogin: `${firstName[0]}${lastName}-tessalane`.toLowerCase(),
    };
  });
}
