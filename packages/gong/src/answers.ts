/** Gong's answers, as far as they are used, without nulls. New fields may appear at any time, and most may be missing. */

/** Text in most answers, a number in those about scorecards. Numbers that JavaScript cannot hold are read as text. */
export type Id = string | number;

export interface Records {
  totalRecords?: number;
  cursor?: string;
}

export interface CrmContext {
  system?: string;
  objects?: { objectType?: string; objectId?: string; fields?: { name: string; value?: unknown }[] }[];
}

export interface Party {
  id?: string;
  emailAddress?: string;
  name?: string;
  title?: string;
  userId?: string;
  speakerId?: string;
  affiliation?: string;
  phoneNumber?: string;
}

export interface Call {
  metaData: {
    id: string;
    url?: string;
    title?: string;
    started?: string;
    scheduled?: string;
    duration?: number;
    primaryUserId?: string;
    direction?: string;
    scope?: string;
    media?: string;
    language?: string;
    workspaceId?: string;
    purpose?: string;
    isPrivate?: boolean;
  };
  context?: CrmContext[];
  parties?: Party[];
  content?: {
    topics?: { name: string; duration: number }[];
    trackers?: { name: string; count: number; occurrences?: { startTime: number; speakerId?: string }[] }[];
    brief?: string;
    outline?: { section: string; startTime?: number; items?: { text: string; startTime?: number }[] }[];
    highlights?: { title: string; items?: { text: string; startTimes?: number[] }[] }[];
    callOutcome?: { category?: string; name?: string };
    keyPoints?: { text: string }[];
  };
  interaction?: {
    speakers?: { id: string; userId?: string; talkTime?: number }[];
    interactionStats?: { name: string; value: number }[];
    questions?: { companyCount?: number; nonCompanyCount?: number };
  };
  collaboration?: {
    publicComments?: {
      audioStartTime?: number;
      commenterUserId?: string;
      comment: string;
      posted?: string;
    }[];
  };
}

export interface Transcript {
  callId: string;
  transcript?: {
    speakerId?: string;
    topic?: string;
    /** Milliseconds from the start of the call. */
    sentences?: { start: number; end: number; text: string }[];
  }[];
}

export interface User {
  id: string;
  emailAddress?: string;
  emailAliases?: string[];
  firstName?: string;
  lastName?: string;
  title?: string;
  managerId?: string;
  active?: boolean;
  created?: string;
}

export interface Workspace {
  id: string;
  name: string;
  description?: string;
}

/** Counts, or ids of calls where Gong lists them day by day, beside the period they are of. */
export type Activity = Readonly<Record<string, number | string | readonly string[] | undefined>>;

export interface UserActivity {
  userId: string;
  userEmailAddress?: string;
  periods: readonly Activity[];
}

export interface UserInteraction {
  userId: string;
  userEmailAddress?: string;
  personInteractionStats?: { name: string; value: number }[];
}

export interface Scorecard {
  scorecardId: Id;
  scorecardName: string;
  workspaceId?: Id;
  enabled?: boolean;
  updated?: string;
  questions?: {
    questionId: Id;
    questionText: string;
    questionType?: string;
    isOverall?: boolean;
    minRange?: number;
    maxRange?: number;
    answerOptions?: { id: Id; text: string }[];
  }[];
}

export interface AnsweredScorecard {
  answeredScorecardId: Id;
  scorecardId: Id;
  scorecardName?: string;
  callId: Id;
  callStartTime?: string;
  reviewedUserId?: Id;
  reviewerUserId?: Id;
  reviewTime?: string;
  answers?: {
    questionId: Id;
    isOverall?: boolean;
    score?: number;
    answerText?: string;
    notApplicable?: boolean;
    selectedOptions?: string[];
  }[];
}

export interface Tracker {
  trackerId: string;
  trackerName: string;
  workspaceId?: string;
  languageKeywords?: { language: string; keywords: string[]; includeRelatedForms?: boolean }[];
  affiliation?: string;
  saidAt?: string;
  updated?: string;
}

export interface Folder {
  id: string;
  name: string;
  parentFolderId?: string;
  updated?: string;
}

export interface FolderContent extends Folder {
  calls?: {
    id: string;
    title?: string;
    note?: string;
    addedBy?: string;
    created?: string;
    url?: string;
    /** Seconds; the whole call without it. */
    snippet?: { fromSec: number; toSec: number };
  }[];
}

interface CoachedPerson {
  id: string;
  emailAddress?: string;
  firstName?: string;
  lastName?: string;
  title?: string;
}

export interface Coaching {
  manager?: CoachedPerson;
  /** Each metric lists the ids of its calls. */
  directReportsMetrics?: { report: CoachedPerson; metrics?: Record<string, string[]> }[];
}

export interface Flow {
  id: string;
  name: string;
  folderName?: string;
  visibility?: string;
  creationDate?: string;
  exclusive?: boolean;
}
