import type { RecordedCall } from "../world/calls.ts";
import { digitsFor } from "../world/ids.ts";
import { byKey } from "../world/world.ts";
import { asRecord, type Json } from "./json.ts";
import type { GongCall, GongState } from "./state.ts";
import { interactionOf, talkSeconds } from "./talk-stats.ts";
import { trackersHeard } from "./trackers.ts";

/** Only what the selector asks for, as Gong does it. */
export function selected(state: GongState, call: GongCall, selector: Json): Json {
  const exposed = asRecord(selector["exposedFields"]) ?? {};
  const content = pick(contentOf(state, call, asRecord(exposed["content"]) ?? {}), exposed["content"]);
  const interaction = pick(interactionFields(call.recorded), exposed["interaction"]);
  const wantsComments = asRecord(exposed["collaboration"])?.["publicComments"] === true;
  const context = selector["context"];
  const linked = context === "Basic" || context === "Extended";
  return {
    metaData: metaData(state, call),
    ...(linked ? { context: crmContext(state, call.recorded, context === "Extended") } : {}),
    ...(exposed["parties"] === true ? { parties: parties(state, call.recorded, linked) } : {}),
    ...(content ? { content } : {}),
    ...(interaction ? { interaction } : {}),
    ...(wantsComments ? { collaboration: { publicComments: comments(state, call) } } : {}),
    ...(exposed["media"] === true
      ? { media: { audioUrl: `https://media.gong.example/${call.recorded.gongId}.mp3` } }
      : {}),
  };
}

function pick(all: Readonly<Record<string, () => unknown>>, asked: unknown): Json | undefined {
  const fields = Object.entries(asRecord(asked) ?? {}).filter(([, wanted]) => wanted === true);
  if (fields.length === 0) return undefined;
  return Object.fromEntries(
    fields.flatMap(([name]) => {
      const key = name === "personInteractionStats" ? "interactionStats" : name;
      const value = all[key]?.();
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

export function metaData(state: GongState, { recorded, workspace }: GongCall): Json {
  const host = byKey(state.world.people, recorded.hostKey);
  return {
    id: recorded.gongId,
    url: `https://app.gong.io/call?id=${recorded.gongId}`,
    title: recorded.title,
    scheduled: recorded.startedAt,
    started: recorded.startedAt,
    duration: recorded.durationSeconds,
    primaryUserId: host.gongId,
    direction: "Conference",
    system: "Zoom",
    scope: "External",
    media: "Video",
    language: "eng",
    workspaceId: workspace.id,
    sdrDisposition: null,
    clientUniqueId: null,
    customData: null,
    purpose: null,
    meetingUrl: `https://tessalane.zoom.example/j/${recorded.hubspotId}`,
    isPrivate: false,
    calendarEventId: null,
  };
}

const field = (name: string, value: unknown) => ({ name, value });

function crmContext(state: GongState, call: RecordedCall, extended: boolean) {
  const deal = byKey(state.world.deals, call.dealKey);
  const company = byKey(state.world.companies, call.companyKey);
  const object = (objectType: string, objectId: string, fields: readonly Json[]) => ({
    objectType,
    objectId,
    timing: "Now",
    fields: extended ? fields : [],
  });
  const objects = [
    object("Opportunity", deal.hubspotId, [
      field("Name", deal.name),
      field("Amount", deal.amount),
      field("CloseDate", deal.closeDate),
    ]),
    object("Account", company.hubspotId, [
      field("Name", company.name),
      field("Website", company.domain),
      field("Industry", company.industry),
    ]),
  ];
  return [{ system: "HubSpot", objects }];
}

function parties(state: GongState, call: RecordedCall, linked: boolean) {
  const { people, contacts } = state.world;
  return call.participants.map((participant) => {
    const person = people.find(({ key }) => key === participant.key);
    const contact = contacts.find(({ key }) => key === participant.key);
    const object = { objectType: "Contact", objectId: contact?.hubspotId, fields: [], timing: "Now" };
    return {
      id: digitsFor(`gong:party:${call.key}:${participant.key}`, 19),
      emailAddress: participant.email,
      name: participant.name,
      title: participant.title,
      userId: person?.gongId ?? null,
      speakerId: participant.speakerId,
      context: linked && contact ? [{ system: "HubSpot", objects: [object] }] : [],
      affiliation: person ? "Internal" : "External",
      phoneNumber: contact?.phone ?? null,
      methods: ["Invitee", "Attendee"],
    };
  });
}

function contentOf(state: GongState, call: GongCall, asked: Json): Readonly<Record<string, () => unknown>> {
  const { recorded } = call;
  const structure = () => recorded.topics.map(({ name, seconds }) => ({ name, duration: seconds }));
  return {
    structure,
    topics: structure,
    trackers: () => trackersHeard(state, call, asked["trackerOccurrences"] === true),
    pointsOfInterest: () => ({ actionItems: actionItems(recorded) }),
    brief: () => recorded.brief,
    outline: () => outline(recorded),
    highlights: () => [
      {
        title: "Next steps",
        items: recorded.nextSteps.map((text) => ({ text, startTimes: [lastWords(recorded)] })),
      },
    ],
    callOutcome: () => ({
      id: digitsFor(`gong:outcome:${recorded.kind}`, 12),
      category: "ANSWERED",
      name: recorded.nextSteps.length > 1 ? "Next step agreed" : "No next step",
    }),
    keyPoints: () => recorded.keyPoints.map((text) => ({ text })),
  };
}

const lastWords = ({ transcript }: RecordedCall): number =>
  Math.round((transcript.at(-5)?.startMs ?? 0) / 1000);

function actionItems(call: RecordedCall) {
  const said = call.transcript.filter(({ text }) => /\bI will\b|\bwill have it\b/.test(text));
  return said.map(({ startMs, endMs, speakerId, text }) => ({
    snippetStartTime: startMs / 1000,
    snippetEndTime: endMs / 1000,
    speakerID: speakerId,
    snippet: text,
  }));
}

/** A section for each topic, with the first questions that were asked in it. */
function outline(call: RecordedCall) {
  let start = 0;
  return call.topics.map(({ name, seconds }) => {
    const [from, to] = [start, start + seconds];
    start = to;
    const within = call.transcript.filter(
      ({ startMs, text }) => startMs >= from * 1000 && startMs < to * 1000 && text.length > 25,
    );
    const items = within.slice(0, 3).map(({ startMs, text }) => ({ text, startTime: startMs / 1000 }));
    return { section: name, startTime: from, duration: seconds, items };
  });
}

function interactionFields(call: RecordedCall): Readonly<Record<string, () => unknown>> {
  const asked = (side: "internal" | "external") => {
    const voices = new Set(
      call.participants.filter((one) => one.side === side).map(({ speakerId }) => speakerId),
    );
    return call.transcript.filter(({ speakerId, text }) => voices.has(speakerId) && text.endsWith("?"))
      .length;
  };
  return {
    speakers: () =>
      call.participants.map(({ speakerId }) => ({ id: speakerId, talkTime: talkSeconds(call, speakerId) })),
    interactionStats: () => interactionOf(call, call.hostKey),
    video: () => [{ name: "Webcam", duration: call.durationSeconds }],
    questions: () => ({ companyCount: asked("internal"), nonCompanyCount: asked("external") }),
  };
}

function comments(state: GongState, call: GongCall) {
  return call.comments.map(({ id, authorKey, startSeconds, text, posted }) => ({
    id,
    audioStartTime: startSeconds,
    audioEndTime: startSeconds + 8,
    commenterUserId: byKey(state.world.people, authorKey).gongId,
    comment: text,
    posted,
    inReplyTo: null,
    duringCall: false,
  }));
}
