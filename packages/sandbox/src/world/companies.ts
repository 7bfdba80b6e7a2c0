import type { Calendar } from "./calendar.ts";
import { createRandom } from "./random.ts";
import { table } from "./table.ts";

/** A customer, a prospect or a partner of Tessalane. */
export type Company = {
  key: string;
  name: string;
  domain: string;
  industry: Industry;
  city: string;
  country: string;
  employees: number;
  annualRevenue: number;
  lifecycle: "lead" | "opportunity" | "customer" | "evangelist";
  ownerKey: string;
  description: string;
  createdAt: string;
  updatedAt: string;
  hubspotId: string;
};

export type Industry = (typeof INDUSTRIES)[number];

export const INDUSTRIES = [
  "RETAIL",
  "FOOD_BEVERAGES",
  "MEDICAL_DEVICES",
  "WHOLESALE",
  "LOGISTICS_AND_SUPPLY_CHAIN",
  "CONSUMER_GOODS",
  "AUTOMOTIVE",
  "FURNITURE",
] as const;

const ROWS = table(
  ["key", "name", "industry", "city", "country", "employees", "lifecycle", "description"],
  `
  marlow | Marlow Outdoor | RETAIL | Portland | United States | 640 | opportunity | Outdoor clothing and gear, 58 shops and a fast-growing web store.
  orchard | Orchard & Pike | FOOD_BEVERAGES | Bristol | United Kingdom | 310 | opportunity | Grocery boxes from regional farms, three packing halls.
  bluefin | Bluefin Grocers | WHOLESALE | Boston | United States | 2100 | customer | Seafood and chilled goods wholesaler on the East Coast.
  calder | Calder Medical Supply | MEDICAL_DEVICES | Minneapolis | United States | 880 | customer | Consumables for hospitals, delivered within a day.
  vantry | Vantry Home | FURNITURE | Gothenburg | Sweden | 450 | customer | Flat-pack furniture sold through partners and online.
  solace | Solace Pharma Logistics | LOGISTICS_AND_SUPPLY_CHAIN | Basel | Switzerland | 1200 | opportunity | Temperature-controlled freight for drug makers.
  ironbark | Ironbark Tools | WHOLESALE | Melbourne | Australia | 275 | customer | Hand and power tools for the building trade.
  kitewell | Kitewell Toys | CONSUMER_GOODS | Amsterdam | Netherlands | 190 | lead | Wooden toys, sells through 900 small shops.
  granary | The Granary Co-op | FOOD_BEVERAGES | Lyon | France | 520 | customer | Organic dry goods owned by 140 farms.
  pinehurst | Pinehurst Auto Parts | AUTOMOTIVE | Detroit | United States | 1500 | opportunity | Spare parts for vans and light trucks.
  luma | Luma Lighting | FURNITURE | Milan | Italy | 230 | lead | Designer lamps with a long tail of spare parts.
  harborline | Harborline Freight | LOGISTICS_AND_SUPPLY_CHAIN | Rotterdam | Netherlands | 3400 | customer | Short-sea container line with its own depots.
  feather | Feather & Fold | RETAIL | London | United Kingdom | 160 | lead | Bedding direct to consumers.
  brightacre | Brightacre Seeds | WHOLESALE | Des Moines | United States | 410 | customer | Seeds and fertiliser for 6,000 farms.
  monteverde | Monteverde Coffee | FOOD_BEVERAGES | San Jose | Costa Rica | 340 | opportunity | Roaster and exporter with a subscription business.
  stellan | Stellan Cycles | CONSUMER_GOODS | Copenhagen | Denmark | 120 | customer | City bikes and spare parts.
  quayside | Quayside Stationers | RETAIL | Dublin | Ireland | 95 | customer | Paper goods, 22 shops.
  novapharm | Novapharm Distribution | MEDICAL_DEVICES | Madrid | Spain | 760 | opportunity | Wholesale for pharmacies in Spain and Portugal.
  alderney | Alderney Dairy | FOOD_BEVERAGES | Cork | Ireland | 600 | lead | Milk and cheese, 40 chilled lorries.
  redwick | Redwick Motors | AUTOMOTIVE | Birmingham | United Kingdom | 980 | lead | Dealer group with a central parts store.
  sundial | Sundial Garden Centres | RETAIL | Phoenix | United States | 700 | customer | 31 garden centres in the Southwest.
  tamarind | Tamarind Spice Trading | WHOLESALE | Singapore | Singapore | 210 | opportunity | Spices in bulk for food makers.
  elmgrove | Elmgrove Schools Supply | WHOLESALE | Toronto | Canada | 330 | customer | Everything a school orders, from chairs to chalk.
  polaris | Polaris Cold Chain | LOGISTICS_AND_SUPPLY_CHAIN | Oslo | Norway | 540 | evangelist | Chilled warehousing; reference customer for Edge.
`,
);

const OWNERS = ["priya", "lucas", "declan"] as const;
const HERO_OWNERS: Readonly<Record<string, string>> = {
  marlow: "priya",
  orchard: "lucas",
  bluefin: "declan",
  calder: "priya",
};

export function createCompanies(calendar: Calendar, seed: number): Company[] {
  const random = createRandom(seed * 31 + 1);
  return ROWS.map((row, index) => {
    const { key, name, city, country, description } = row;
    const employees = Number(row.employees);
    return {
      key,
      name,
      domain: `${name
        .toLowerCase()
        .replace(/^the /, "")
        .replaceAll(/[^a-z]+/g, "-")}.example`,
      industry: row.industry as Industry,
      city,
      country,
      employees,
      annualRevenue: employees * random.int(120, 260) * 1000,
      lifecycle: row.lifecycle as Company["lifecycle"],
      ownerKey: HERO_OWNERS[key] ?? random.pick(OWNERS),
      description,
      createdAt: calendar.at(-random.int(200, 900), random.int(8, 17)),
      updatedAt: calendar.at(-random.int(1, 60), random.int(8, 17)),
      hubspotId: String(18_250_400_100 + index * 7),
    };
  });
}
