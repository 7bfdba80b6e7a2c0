import type { Expose, ProfileConfig } from "./types.ts";

/** What a profile does that says nothing: everything is shown, and nothing is held back. */
const open: Omit<ProfileConfig, "name" | "title"> = {
  groups: [],
  readOnly: false,
  allow: [],
  deny: [],
  confirm: { access: [], tools: [] },
  expose: "all",
  pinned: [],
  definitionTokens: 20_000,
  answerTokens: 0,
};

export type GivenProfile = Partial<Omit<ProfileConfig, "name" | "confirm">> & {
  confirm?: Partial<ProfileConfig["confirm"]>;
};

/** Longest answer that Claude Code takes by default; other clients take more. */
const answerTokens = 25_000;

/** Names of profiles that come with the gateway; a file's profile of the same name replaces it. */
const shipped: Readonly<Record<string, GivenProfile>> = {
  default: { title: "Everything" },
  "sales-analyst": {
    title: "Sales analyst",
    servers: ["hubspot", "gong", "snowflake", "slack"],
    groups: ["lists", "scorecards", "trackers", "coaching", "semantic"],
    readOnly: true,
    answerTokens,
  },
  "project-manager": {
    title: "Project manager",
    servers: ["asana", "linear", "notion", "slack", "github"],
    groups: ["projects", "issues", "documents"],
    confirm: { access: ["destroy"] },
    answerTokens,
  },
  infrastructure: {
    title: "Infrastructure",
    servers: ["github", "snowflake", "pinecone", "linear", "slack"],
    groups: ["actions", "reviews", "releases", "schema", "writes", "indexes"],
    confirm: { access: ["write", "destroy"] },
    answerTokens,
  },
};

/**
 * Shipped and given profiles by name.
 * @param fallback how tools are exposed where a profile does not say it
 */
export function profilesOf(
  given: Readonly<Record<string, GivenProfile>>,
  fallback: Expose = "all",
): Readonly<Record<string, ProfileConfig>> {
  const entries = Object.entries({ ...shipped, ...given }).map(([name, own]) => {
    const { confirm = {}, ...rest } = own;
    const profile = { ...open, expose: fallback, title: name, ...rest, name };
    return [name, { ...profile, confirm: { ...open.confirm, ...confirm } }] as const;
  });
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}
