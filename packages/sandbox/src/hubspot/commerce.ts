import { COMPANY } from "../world/people.ts";
import { byKey } from "../world/world.ts";
import { connect, ownerId, put } from "./records.ts";
import type { HubSpotState } from "./state.ts";

const PRODUCTS = [
  {
    key: "flow",
    sku: "TSL-FLOW",
    price: 36_000,
    description: "Order routing across shops, web and wholesale.",
  },
  {
    key: "insight",
    sku: "TSL-INSIGHT",
    price: 24_000,
    description: "Stock and order analytics in the customer's own warehouse.",
  },
  {
    key: "edge",
    sku: "TSL-EDGE-GW",
    price: 1_250,
    description: "Gateway that keeps scanners working without a network.",
  },
] as const;

/** The price list, and what hangs on deals: line items, quotes, and subscriptions of customers. */
export function seedCommerce(state: HubSpotState): void {
  const { world } = state;
  const { calendar } = world;
  const created = calendar.at(-300);
  for (const [index, product] of PRODUCTS.entries()) {
    put(state, "products", String(1_410_000_001 + index), created, created, {
      name: COMPANY.products[product.key],
      description: product.description,
      hs_sku: product.sku,
      price: String(product.price),
    });
  }
  for (const [index, deal] of world.deals.slice(0, 12).entries()) {
    const place = PRODUCTS.findIndex((product) => product.key === deal.product);
    const price = PRODUCTS[place]?.price ?? 1;
    const quantity = Math.max(1, Math.round(deal.amount / price));
    const item = String(7_120_000_001 + index);
    put(state, "line_items", item, deal.createdAt, deal.updatedAt, {
      name: COMPANY.products[deal.product],
      hs_product_id: String(1_410_000_001 + place),
      price: String(price),
      quantity: String(quantity),
      amount: String(price * quantity),
    });
    connect(state, ["line_items", item], ["deals", deal.hubspotId]);
    if (index % 3 !== 0) continue;
    const quote = String(8_330_000_001 + index);
    put(state, "quotes", quote, deal.updatedAt, deal.updatedAt, {
      hs_title: `Quote for ${deal.name}`,
      hs_quote_number: `Q-${1040 + index}`,
      hs_expiration_date: calendar.date(30),
      hs_quote_amount: String(deal.amount),
      hs_status: "APPROVED",
      hubspot_owner_id: ownerId(world, deal.ownerKey),
    });
    connect(state, ["quotes", quote], ["deals", deal.hubspotId]);
    connect(state, ["quotes", quote], ["line_items", item]);
  }
  const customers = world.companies.filter((company) => company.lifecycle === "customer");
  for (const [index, company] of customers.entries()) {
    const id = String(19_700_000_001 + index);
    put(state, "subscriptions", id, company.createdAt, company.updatedAt, {
      subscription_name: `${company.name} - ${COMPANY.products.flow}`,
      plan: company.employees > 800 ? "scale" : "growth",
      seats: String(10 + (company.employees % 90)),
      monthly_value: String(900 + (company.employees % 13) * 150),
      renews_on: calendar.date(17 + index * 23),
      hubspot_owner_id: ownerId(world, "declan"),
    });
    connect(state, ["subscriptions", id], ["companies", byKey(world.companies, company.key).hubspotId]);
  }
}
