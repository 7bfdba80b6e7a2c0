import { type Answer, route } from "../emulator.ts";
import { fixed } from "./scopes.ts";
import type { HubSpotState } from "./state.ts";
import { PORTAL_ID } from "./types.ts";

function details(): Answer {
  return {
    body: {
      portalId: PORTAL_ID,
      accountType: "STANDARD",
      timeZone: "US/Eastern",
      companyCurrency: "USD",
      additionalCurrencies: ["EUR"],
      utcOffset: "-05:00",
      utcOffsetMilliseconds: -18_000_000,
      uiDomain: "app.hubspot.com",
      dataHostingLocation: "na1",
    },
  };
}

export const accountRoutes = [
  route<HubSpotState>("GET", "/account-info/2026-09/details", details, fixed("oauth")),
];
