import { both } from "@sophia-mcp/core/names";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Tracker } from "../answers.ts";
import { oneLine } from "../lines.ts";
import { workspaceId } from "../names.ts";
import { workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

const mostKeywords = 30;

export const listTrackers = defineTool({
  name: "gong_list_trackers",
  title: "List trackers",
  description:
    "Returns the keyword trackers, which count words in calls, with the words of each language and where in a call they are looked for. How often a tracker was heard in a call is in gong_get_call.",
  access: "read",
  group: "trackers",
  scopes: ["api:settings:trackers:read"],
  more: "Pass query or workspace.",
  input: z.object({
    workspace: workspaceParam,
    query: z.string().max(200).optional().describe("Text in the tracker's name or words"),
  }),
  output: z.object({
    trackers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        workspace: z.string().optional(),
        said_by: z.string().optional(),
        keywords: z.array(z.string()),
        keywords_total: z.int(),
      }),
    ),
  }),
  async run({ input, api }) {
    const id = input.workspace === undefined ? undefined : await workspaceId(api, input.workspace);
    const [trackers, workspaces = []] = await Promise.all([api.trackers(id), ifPermitted(api.workspaces())]);
    const names = new Map(workspaces.map((workspace) => [workspace.id, workspace.name]));
    const wanted = input.query?.toLowerCase() ?? "";
    const found = trackers.filter((tracker) =>
      [tracker.trackerName, ...keywordsOf(tracker)].some((text) => text.toLowerCase().includes(wanted)),
    );
    return { trackers: found.map((tracker) => showTracker(tracker, names)) };
  },
  render: ({ trackers }) =>
    parts(
      `${trackers.length} trackers`,
      trackers
        .map(({ id, name, workspace, said_by, keywords, keywords_total }) => {
          const rest =
            keywords_total > keywords.length ? `, and ${keywords_total - keywords.length} more` : "";
          const where = [workspace, said_by && `said by ${said_by}`].filter(Boolean).join(", ");
          return `${name} [${id}] (${where}): ${keywords.join(", ")}${rest}`;
        })
        .join("\n"),
    ),
});

const keywordsOf = (tracker: Tracker): string[] =>
  (tracker.languageKeywords ?? []).flatMap(({ keywords }) => keywords.map(oneLine));

function showTracker(tracker: Tracker, workspaces: ReadonlyMap<string, string>) {
  const { trackerId, trackerName, workspaceId: workspace, affiliation } = tracker;
  const keywords = keywordsOf(tracker);
  return {
    id: trackerId,
    name: oneLine(trackerName),
    ...(workspace ? { workspace: both(workspaces.get(workspace) ?? "", workspace) } : {}),
    ...(affiliation ? { said_by: affiliation.toLowerCase() } : {}),
    keywords: keywords.slice(0, mostKeywords),
    keywords_total: keywords.length,
  };
}
