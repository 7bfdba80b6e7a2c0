/** Discovery call with Orchard & Pike, hosted by Lucas Ferreira. */
export const orchard = "2602316462518554146";
/** Commercial terms with Bluefin Grocers, in the workspace Customer Success. */
export const bluefin = "2076356422107001500";
/** Public library folder "Good discovery calls". */
export const discoveries = "3843152912968920002";
/** Public library folder "Saved renewals". */
export const renewals = "3843152912968920004";
/** The whole time in which the emulator's company has calls. */
export const period = { since: "2026-10-01", until: "2026-11-19" };
