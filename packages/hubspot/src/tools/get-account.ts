import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { defineTool } from "../tool.ts";

export const getAccount = defineTool({
  name: "hubspot_get_account",
  title: "Get account",
  description:
    "Returns the HubSpot account (portal) that the token belongs to, with its currencies, time zone, place of data and link. Amounts are in the account's currency and days in its time zone unless a record says otherwise.",
  access: "read",
  group: "core",
  scopes: ["oauth"],
  input: z.object({}),
  output: z.object({
    portal_id: z.string(),
    type: z.string(),
    currency: z.string(),
    other_currencies: z.array(z.string()),
    time_zone: z.string(),
    data_location: z.string().optional(),
    url: z.string(),
  }),
  async run({ api }) {
    const account = await api.account();
    return {
      portal_id: String(account.portalId),
      type: account.accountType,
      currency: account.companyCurrency,
      other_currencies: account.additionalCurrencies ?? [],
      time_zone: account.timeZone,
      data_location: account.dataHostingLocation,
      url: `https://${account.uiDomain ?? "app.hubspot.com"}/home?portalId=${account.portalId}`,
    };
  },
  render: (account) => fields(account),
});
