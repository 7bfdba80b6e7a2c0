import { getActivityStats } from "./get-activity-stats.ts";
import { getCall } from "./get-call.ts";
import { getCoachingMetrics } from "./get-coaching-metrics.ts";
import { getInteractionStats } from "./get-interaction-stats.ts";
import { getTranscript } from "./get-transcript.ts";
import { listFlows } from "./list-flows.ts";
import { listLibraryCalls } from "./list-library-calls.ts";
import { listLibraryFolders } from "./list-library-folders.ts";
import { listScorecardAnswers } from "./list-scorecard-answers.ts";
import { listScorecards } from "./list-scorecards.ts";
import { listTrackers } from "./list-trackers.ts";
import { listUsers } from "./list-users.ts";
import { listWorkspaces } from "./list-workspaces.ts";
import { searchCalls } from "./search-calls.ts";
import { searchTranscripts } from "./search-transcripts.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  searchCalls,
  getCall,
  getTranscript,
  searchTranscripts,
  listUsers,
  listWorkspaces,
  getActivityStats,
  getInteractionStats,
  listLibraryFolders,
  listLibraryCalls,

  listScorecards,
  listScorecardAnswers,
  listTrackers,
  getCoachingMetrics,
  listFlows,
];
