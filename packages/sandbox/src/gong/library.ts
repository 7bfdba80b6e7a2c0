import { type Answer, type Call, route } from "../emulator.ts";
import { HIDDEN_TEXT } from "../world/untrusted.ts";
import { byKey } from "../world/world.ts";
import { badRequest, notFound, requestId } from "./errors.ts";
import type { GongCall, GongState } from "./state.ts";
import { fixed } from "./tokens.ts";
import { CUSTOMERS, knownWorkspace, SALES, type WorkspaceSeed } from "./workspaces.ts";

type FolderSeed = {
  id: string;
  name: string;
  parent?: string;
  workspace: WorkspaceSeed;
  /** Which calls were put into it, with what note. */
  holds?: (call: GongCall) => boolean;
  note?: string;
};

const FOLDERS: readonly FolderSeed[] = [
  { id: "3843152912968920001", name: "Onboarding", workspace: SALES },
  {
    id: "3843152912968920002",
    name: "Good discovery calls",
    parent: "3843152912968920001",
    workspace: SALES,
    holds: ({ recorded }) => recorded.kind === "discovery" && recorded.durationSeconds > 125,
    note: "Listen to how the pain is put into a number.",
  },
  {
    id: "3843152912968920003",
    name: "Security questions",
    parent: "3843152912968920001",
    workspace: SALES,
    holds: ({ recorded }) => recorded.kind === "technical" && recorded.durationSeconds > 118,
    note: HIDDEN_TEXT,
  },
  {
    id: "3843152912968920004",
    name: "Saved renewals",
    workspace: CUSTOMERS,
    holds: ({ recorded }) => recorded.companyKey === "bluefin",
    note: "Straight answers first, credits later.",
  },
  { id: "3843152912968920005", name: "Empty shelf", workspace: CUSTOMERS },
];

const stamp = (state: GongState) => ({
  createdBy: byKey(state.world.people, "maren").gongId,
  updated: state.world.calendar.at(-15),
});

const presentFolder = (state: GongState, { id, name, parent }: FolderSeed) => ({
  id,
  name,
  parentFolderId: parent ?? null,
  ...stamp(state),
});

function folders({ state, query, path }: Call<GongState>): Answer {
  const workspace = knownWorkspace(query.get("workspaceId"));
  const shown = FOLDERS.filter((folder) => !workspace || folder.workspace === workspace);
  return {
    body: {
      requestId: requestId(path),
      folders: shown.map((folder) => presentFolder(state, folder)),
    },
  };
}

function content({ state, query, path }: Call<GongState>): Answer {
  const id = query.get("folderId") ?? badRequest("folderId must be given");
  const folder = FOLDERS.find((one) => one.id === id) ?? notFound(`Folder ${id} was not found`);
  const calls = state.calls.filter((call) => folder.holds?.(call) === true);
  return {
    body: {
      requestId: requestId(path),
      id: folder.id,
      name: folder.name,
      ...stamp(state),
      calls: calls.map(({ recorded }, place) => ({
        id: recorded.gongId,
        title: recorded.title,
        note: folder.note ?? null,
        addedBy: byKey(state.world.people, place % 2 === 0 ? "maren" : recorded.hostKey).gongId,
        created: recorded.endedAt,
        url: `https://app.gong.io/call?id=${recorded.gongId}`,
        // Every other one is a snippet and not the whole call.
        snippet: place % 2 === 0 ? { fromSec: 20, toSec: 65 } : null,
      })),
    },
  };
}

export const libraryRoutes = [
  route("GET", "/v2/library/folders", folders, fixed("api:library:read")),
  route("GET", "/v2/library/folder-content", content, fixed("api:library:read")),
];
