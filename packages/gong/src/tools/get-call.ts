import { InputError } from "@sophia-mcp/core/errors";
import { both } from "@sophia-mcp/core/names";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Call } from "../answers.ts";
import type { GongApi, Selector } from "../api.ts";
import { callUrl, crmLinks, hostOf, partyName } from "../calls.ts";
import { clock, utc } from "../dates.ts";
import { oneLine } from "../lines.ts";
import { callId, userLabels } from "../names.ts";
import { callParam } from "../params.ts";
import { keyOf } from "../stats.ts";
import { defineTool } from "../tool.ts";

const sections = [
  "parties",
  "brief",
  "key_points",
  "outline",
  "highlights",
  "topics",
  "trackers",
  "crm",
  "outcome",
  "stats",
  "comments",
] as const;
type Section = (typeof sections)[number];

const usual: Section[] = ["parties", "brief", "key_points", "topics", "trackers", "crm", "outcome"];

export const getCall = defineTool({
  name: "gong_get_call",
  title: "Get call",
  description:
    "Returns one call: when, who, Gong's brief and key points, topics with their length, trackers with counts, linked CRM records. With include also outline, highlights (with next steps), talk statistics and comments; only what is asked for is fetched. For what was said use gong_get_transcript.",
  access: "read",
  group: "core",
  scopes: ["api:calls:read:extensive"],
  more: "Name fewer sections in include.",
  input: z.object({
    call: callParam,
    include: z
      .array(z.enum(sections))
      .min(1)
      .max(sections.length)
      .default(usual)
      .describe("Sections to return"),
  }),
  output: z.object({
    id: z.string(),
    title: z.string(),
    url: z.string(),
    started_at: z.string().optional(),
    minutes: z.number(),
    host: z.string().optional(),
    about: z.string(),
    workspace: z.string().optional(),
    outcome: z.string().optional(),
    brief: z.string().optional(),
    crm: z.array(z.string()).optional(),
    parties: z.array(z.record(z.string(), z.string())).optional(),
    key_points: z.array(z.string()).optional(),
    topics: z.array(z.string()).optional(),
    trackers: z.array(z.string()).optional(),
    outline: z.array(z.string()).optional(),
    highlights: z.array(z.string()).optional(),
    stats: z.record(z.string(), z.number()).optional(),
    comments: z.array(z.string()).optional(),
  }),
  async run({ input, api }) {
    const id = callId(input.call);
    const asked = new Set<Section>(input.include);
    const page = await api.calls({ callIds: [id] }, selectorOf(asked));
    const call = page.rows[0];
    if (!call) {
      throw new InputError(
        `Gong has no call ${id}, or it is private or not yet processed. gong_search_calls finds calls.`,
      );
    }
    const comments = asked.has("comments") ? { comments: await commentsOn(api, call) } : {};
    return { ...(await headOf(api, call)), ...contentOf(call, asked), ...comments };
  },
  render: ({ parties, stats, brief, ...output }) => {
    const { key_points, topics, trackers, outline, highlights, comments, crm, ...head } = output;
    return parts(
      fields(head),
      brief,
      section("CRM", crm),
      parties && table(parties, ["name", "email", "title", "side", "talked", "user_id"]),
      section("Key points", key_points),
      section("Topics", topics),
      section("Trackers", trackers),
      section("Outline", outline),
      section("Highlights", highlights),
      stats && fields(stats),
      section("Comments", comments),
    );
  },
});

const section = (title: string, lines: readonly string[] | undefined): string | undefined =>
  lines && `${title}:\n${lines.length > 0 ? lines.map((line) => `- ${oneLine(line)}`).join("\n") : "(none)"}`;

function selectorOf(asked: ReadonlySet<Section>): Selector {
  const content = {
    ...(asked.has("brief") ? { brief: true } : {}),
    ...(asked.has("key_points") ? { keyPoints: true } : {}),
    ...(asked.has("outline") ? { outline: true } : {}),
    ...(asked.has("highlights") ? { highlights: true } : {}),
    ...(asked.has("topics") ? { topics: true } : {}),
    ...(asked.has("trackers") ? { trackers: true, trackerOccurrences: true } : {}),
    ...(asked.has("outcome") ? { callOutcome: true } : {}),
  };
  return {
    ...(asked.has("crm") ? { context: "Extended" } : {}),
    exposedFields: {
      // Names for the host, speakers and authors of comments.
      parties: true,
      ...(Object.keys(content).length > 0 ? { content } : {}),
      ...(asked.has("stats")
        ? { interaction: { speakers: true, personInteractionStats: true, questions: true } }
        : {}),
      ...(asked.has("comments") ? { collaboration: { publicComments: true } } : {}),
    },
  };
}

async function headOf(api: GongApi, call: Call) {
  const { id, title, started, scheduled, duration = 0, workspaceId, ...meta } = call.metaData;
  const workspaces = workspaceId ? await ifPermitted(api.workspaces()) : undefined;
  const at = utc(started ?? scheduled);
  const host = hostOf(call);
  const about = [
    meta.scope,
    meta.direction,
    meta.media,
    meta.language,
    meta.isPrivate && "private",
    meta.purpose,
  ];
  return {
    id,
    title: title || "(no title)",
    url: callUrl(call),
    ...(at ? { started_at: at } : {}),
    minutes: Math.round(duration / 6) / 10,
    ...(host ? { host } : {}),
    about: about.filter(Boolean).join(", "),
    ...(workspaceId
      ? { workspace: both(workspaces?.find((one) => one.id === workspaceId)?.name ?? "", workspaceId) }
      : {}),
  };
}

function contentOf(call: Call, asked: ReadonlySet<Section>) {
  const { content = {}, interaction = {} } = call;
  const outcome = content.callOutcome?.name;
  return {
    ...(outcome ? { outcome } : {}),
    ...(content.brief ? { brief: content.brief } : {}),
    ...(asked.has("crm") ? { crm: crmLinks(call) } : {}),
    ...(asked.has("parties") ? { parties: showParties(call) } : {}),
    ...(content.keyPoints ? { key_points: content.keyPoints.map(({ text }) => text) } : {}),
    ...(content.topics
      ? { topics: content.topics.map(({ name, duration }) => `${name}: ${clock(duration)}`) }
      : {}),
    ...(content.trackers ? { trackers: showTrackers(content.trackers) } : {}),
    ...(content.outline
      ? {
          outline: content.outline.flatMap(({ section: name, startTime, items = [] }) => [
            at(startTime, name.toUpperCase()),
            ...items.map((item) => at(item.startTime, item.text)),
          ]),
        }
      : {}),
    ...(content.highlights
      ? {
          highlights: content.highlights.flatMap(({ title, items = [] }) =>
            items.map((item) => `${title}: ${at(item.startTimes?.[0], item.text)}`),
          ),
        }
      : {}),
    ...(asked.has("stats") ? { stats: showStats(interaction) } : {}),
  };
}

const at = (seconds: number | undefined, text: string): string =>
  seconds === undefined ? text : `${clock(seconds)} ${text}`;

function showParties({ parties = [], interaction }: Call): Record<string, string>[] {
  return parties.map((party) => {
    const talked = interaction?.speakers?.find((speaker) => speaker.id === party.speakerId)?.talkTime;
    const shown = {
      name: partyName(party),
      email: party.emailAddress,
      title: party.title,
      side: party.affiliation?.toLowerCase(),
      talked: talked === undefined ? undefined : clock(talked),
      user_id: party.userId,
    };
    return Object.fromEntries(Object.entries(shown).filter(([, value]) => value)) as Record<string, string>;
  });
}

const mostOccurrences = 10;

/** Trackers that were not heard are left out: an account may have hundreds. */
function showTrackers(trackers: NonNullable<NonNullable<Call["content"]>["trackers"]>): string[] {
  return trackers
    .filter(({ count }) => count > 0)
    .map(({ name, count, occurrences = [] }) => {
      const times = occurrences.slice(0, mostOccurrences).map(({ startTime }) => clock(startTime));
      return `${name}: ${count}${times.length > 0 ? ` (at ${times.join(", ")})` : ""}`;
    });
}

function showStats({ interactionStats = [], questions }: NonNullable<Call["interaction"]>) {
  const named = interactionStats.map(({ name, value }) => [keyOf(name), value] as const);
  return {
    ...Object.fromEntries(named),
    ...(questions?.companyCount === undefined ? {} : { questions_by_us: questions.companyCount }),
    ...(questions?.nonCompanyCount === undefined ? {} : { questions_by_guests: questions.nonCompanyCount }),
  };
}

/** Their authors were seldom in the call. */
async function commentsOn(api: GongApi, { collaboration }: Call): Promise<string[]> {
  const comments = collaboration?.publicComments ?? [];
  if (comments.length === 0) return [];
  const label = await userLabels(api);
  return comments.map(({ audioStartTime, commenterUserId = "", comment }) =>
    at(audioStartTime, `${label(commenterUserId)}: ${comment}`),
  );
}
