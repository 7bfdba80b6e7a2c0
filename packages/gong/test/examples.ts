import { bluefin, discoveries, orchard, period, renewals } from "./ids.ts";

/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  gong_search_calls: { ...period, limit: 5 },
  gong_get_call: { call: orchard },
  gong_get_transcript: { call: orchard },
  gong_search_transcripts: { query: "scanners", ...period },
  gong_list_users: {},
  gong_list_workspaces: {},
  gong_get_activity_stats: { ...period, period: "day" },
  gong_get_interaction_stats: { ...period },
  gong_list_library_folders: {},
  gong_list_library_calls: { folder_id: discoveries },
  gong_list_scorecards: {},
  gong_list_scorecard_answers: { ...period },
  gong_list_trackers: {},
  gong_get_coaching_metrics: { manager: "Maren Oduya", workspace: "Sales", ...period },
  gong_list_flows: { owner: "priya.venkataraman@tessalane.example" },
};

const other = { since: "2026-11-01", until: "2026-11-15" };
const local = "Gong has no such filter: what it answers is searched here";
const whole = "Gong answers the whole list at once";

/** Values for keys that the suite cannot guess. */
export const variations = {
  gong_search_calls: {
    ...other,
    query: "renewal",
    account: "orchard-pike.example",
    crm_id: "31480220020",
    host: "Priya",
    workspace: "Customer Success",
    limit: 30,
    cursor: "W251bGwsM10",
  },
  gong_get_call: { call: bluefin, include: ["outline", "stats"] },
  gong_get_transcript: {
    call: bluefin,
    from_minute: 1,
    to_minute: 0.5,
    speaker: "Fergus Pike",
    limit: 3,
    cursor: "W251bGwsM10",
  },
  gong_search_transcripts: {
    ...other,
    query: "tender",
    calls: [bluefin],
    workspace: "Customer Success",
    limit: 1,
    cursor: "W251bGwsMV0",
  },
  gong_list_users: { query: "sales", limit: 3, cursor: "W251bGwsM10" },
  gong_get_activity_stats: {
    ...other,
    users: ["Priya Venkataraman"],
    period: "week",
    limit: 3,
    cursor: "W251bGwsM10",
  },
  gong_get_interaction_stats: { ...other, users: ["lucas"], limit: 3, cursor: "W251bGwsM10" },
  gong_list_library_folders: { workspace: "Sales" },
  gong_list_library_calls: { folder_id: renewals, limit: 1, cursor: "W251bGwsMV0" },
  gong_list_scorecards: { query: "renewal" },
  gong_list_scorecard_answers: {
    ...other,
    scorecard: "Renewal conversation",
    users: ["Declan Moriarty"],
    limit: 2,
    cursor: "W251bGwsM10",
  },
  gong_list_trackers: { workspace: "Sales", query: "routely" },
  gong_get_coaching_metrics: { manager: "Declan Moriarty", workspace: "Customer Success", ...other },
  gong_list_flows: {
    owner: "lucas.ferreira@tessalane.example",
    workspace: "Sales",
    limit: 2,
    cursor: "W251bGwsM10",
  },
};

/** Keys that change the answer and not a request. */
export const localKeys = {
  gong_search_calls: { query: local, crm_id: local, cursor: "a place within the first page" },
  gong_get_transcript: {
    from_minute: whole,
    to_minute: whole,
    speaker: whole,
    limit: whole,
    cursor: whole,
  },
  gong_search_transcripts: { query: local, limit: local, cursor: "a place within the first page" },
  gong_list_users: { query: whole, include_inactive: whole, limit: whole, cursor: whole },
  gong_get_activity_stats: {
    limit: "Gong decides on the size of a page",
    cursor: "a place within the first page",
  },
  gong_get_interaction_stats: {
    limit: "Gong decides on the size of a page",
    cursor: "a place within the first page",
  },
  gong_list_library_calls: { limit: whole, cursor: whole },
  gong_list_scorecards: { query: whole, include_disabled: whole },
  gong_list_scorecard_answers: {
    limit: "Gong decides on the size of a page",
    cursor: "a place within the first page",
  },
  gong_list_trackers: { query: whole },
  gong_get_coaching_metrics: { call_ids: "Gong answers the ids in any case" },
  gong_list_flows: { limit: "Gong decides on the size of a page", cursor: "a place within the first page" },
};
