/** Tasks of the emulator's company: "Scanners drop in the chilled hall", which "Firmware 2.8.1" waits for. */
export const scanners = "1206516839587905";
export const firmware = "1206585428411994";
/** "Night batch runs late", with two subtasks and two comments more than the others. */
export const batch = "1206587557835981";

export const edge = "1206445648880322";
export const workspace = "1206620131102716";

/** Tokens of other people and plans. */
export const tokens = {
  free: "2/12064188/1207002:sandbox-free-plan",
  readonly: "2/12064188/1207003:sandbox-readonly",
  twoWorkspaces: "2/12064188/1207004:sandbox-two-workspaces",
  throttled: "2/12064188/1207005:sandbox-throttled",
} as const;
