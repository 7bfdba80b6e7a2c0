import type { Calendar } from "./calendar.ts";
import { DOCUMENT_TEXTS } from "./document-texts.ts";
import { uuidFor } from "./ids.ts";
import { table } from "./table.ts";

/** A page: Notion, and wherever else long text is kept. */
export type Document = {
  key: string;
  title: string;
  /** Markdown. */
  text: string;
  authorKey: string;
  projectKey: string | undefined;
  dealKey: string | undefined;
  kind: "spec" | "plan" | "review" | "guide" | "notes" | "policy";
  createdAt: string;
  updatedAt: string;
  notionId: string;
  linearId: string;
};

const ROWS = table(
  ["key", "kind", "author", "project", "deal", "created", "updated", "title"],
  `
flow4-spec | spec | sofia | flow4 | - | -78 | -9 | Flow 4.0: store-level reservations
flow4-golive | plan | tobias | flow4 | - | -20 | -1 | Flow 4.0 go-live checklist
reservation-load | notes | amara | flow4 | marlow-flow | -10 | -2 | Load test of the reservation service
marlow-plan | plan | hana | onboarding | marlow-flow | -15 | -2 | Marlow Outdoor: account plan and rollout
marlow-security | review | hana | access | marlow-flow | -13 | -1 | Marlow Outdoor: security review answers
scim-design | spec | amara | access | marlow-flow | -45 | -5 | SCIM provisioning design
orchard-pilot | plan | lucas | edge | orchard-edge | -30 | -2 | Orchard & Pike: Edge pilot
edge-reconnect | review | rafael | edge | orchard-edge | -12 | -3 | Reconnect storm in firmware 2.8.0
bluefin-incident | review | tobias | edge | bluefin-renewal | -8 | -1 | Bluefin Grocers: incident review of late night batches
bluefin-renewal-plan | plan | declan | onboarding | bluefin-renewal | -25 | -1 | Bluefin Grocers: renewal plan
calder-residency | policy | nadia | insight | calder-insight | -20 | -4 | Data residency of Insight
insight-guide | guide | nadia | insight | calder-insight | -34 | -7 | Insight connector: set-up guide
support-handbook | guide | yusuf | onboarding | - | -200 | -14 | Support handbook
sales-playbook | guide | maren | - | - | -150 | -30 | Competing with Routely and Corvid
weekly-notes | notes | ines | - | - | -60 | -1 | Leadership weekly notes
on-call | policy | tobias | - | - | -300 | -12 | On-call rules
`,
);

export function createDocuments(calendar: Calendar): Document[] {
  return ROWS.map((row) => ({
    key: row.key,
    title: row.title,
    text: DOCUMENT_TEXTS[row.key] ?? "",
    authorKey: row.author,
    projectKey: row.project === "-" ? undefined : row.project,
    dealKey: row.deal === "-" ? undefined : row.deal,
    kind: row.kind as Document["kind"],
    createdAt: calendar.at(Number(row.created), 10),
    updatedAt: calendar.at(Number(row.updated), 16),
    notionId: uuidFor(`notion:page:${row.key}`),
    linearId: uuidFor(`linear:document:${row.key}`),
  }));
}
