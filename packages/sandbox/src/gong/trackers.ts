import { type Answer, type Call, route } from "../emulator.ts";
import { digitsFor } from "../world/ids.ts";
import { byKey } from "../world/world.ts";
import { requestId } from "./errors.ts";
import type { GongCall, GongState } from "./state.ts";
import { fixed } from "./tokens.ts";
import { knownWorkspace, WORKSPACES, type WorkspaceSeed } from "./workspaces.ts";

/** The words behind the counts that the calls carry. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  Competitors: ["Routely", "StackDepot", "competitor"],
  Pricing: ["price", "$", "discount"],
  Security: ["security", "provisioning", "single sign-on"],
  Risk: ["late", "tender", "churn"],
  "Legal hold": ["redline", "liability"],
};

const idOf = (name: string, workspace: WorkspaceSeed): string =>
  digitsFor(`gong:tracker:${workspace.id}:${name}`, 19);

export function trackersHeard(state: GongState, call: GongCall, withOccurrences: boolean) {
  const { recorded, workspace } = call;
  const { competitor } = byKey(state.world.deals, recorded.dealKey);
  return Object.keys(KEYWORDS).map((name) => {
    const count = recorded.trackers.find((tracker) => tracker.name === name)?.count ?? 0;
    const words = [...(KEYWORDS[name] ?? []), ...(name === "Competitors" ? [competitor] : [])];
    const heard = recorded.transcript.filter(({ text }) =>
      words.some((word) => text.toLowerCase().includes(word.toLowerCase())),
    );
    const occurrences = heard
      .slice(0, count)
      .map(({ startMs, speakerId }) => ({ startTime: startMs / 1000, speakerId }));
    return {
      id: idOf(name, workspace),
      name,
      count,
      type: "KEYWORD",
      occurrences: withOccurrences ? occurrences : [],
      phrases: [],
    };
  });
}

function list({ state, query, path }: Call<GongState>): Answer {
  const asked = knownWorkspace(query.get("workspaceId"));
  const { calendar, people } = state.world;
  const keywordTrackers = WORKSPACES.filter((workspace) => !asked || workspace === asked).flatMap(
    (workspace) =>
      Object.entries(KEYWORDS).map(([name, keywords]) => ({
        trackerId: idOf(name, workspace),
        trackerName: name,
        workspaceId: workspace.id,
        languageKeywords: [{ language: "eng", keywords, includeRelatedForms: true }],
        affiliation: name === "Competitors" ? "Noncompany" : "Both",
        partOfQuestion: false,
        saidAt: "Anytime",
        saidAtInterval: null,
        saidAtUnit: null,
        saidInTopics: [],
        saidInCallParts: [],
        filterQuery: "{}",
        created: calendar.at(-300),
        creatorUserId: byKey(people, "maren").gongId,
        updated: calendar.at(-60),
        updaterUserId: byKey(people, "maren").gongId,
      })),
  );
  return { body: { requestId: requestId(path), keywordTrackers } };
}

export const trackerRoutes = [
  route("GET", "/v2/settings/trackers", list, fixed("api:settings:trackers:read")),
];
