import { idempotent, repeatable } from "@sophia-mcp/core/call";
import type { Http } from "@sophia-mcp/core/http";
import type { SlackClient } from "./client.ts";
import type { SlackChannel, SlackFile } from "./objects.ts";

/** A message to be sent; `text` is Markdown with `<@U…>` and `<#C…>` for mentions. */
export interface Draft {
  channel: string;
  text: string;
  thread?: string | undefined;
  broadcast?: boolean | undefined;
  /** Seconds since 1970, for a scheduled message. */
  sendAt?: number | undefined;
}

export interface CanvasChange {
  operation: "insert_at_start" | "insert_at_end" | "insert_after" | "insert_before" | "replace" | "delete";
  section_id?: string;
  markdown?: string;
}

/** Link previews would fetch addresses that a model was talked into writing, with what it knows in them. */
const noPreviews = { unfurl_links: false, unfurl_media: false } as const;

/** The methods that change something. What Slack would refuse or do again without harm may be repeated; the rest not. */
export function changesOf({ call, outcome, read }: SlackClient, http: Http) {
  return {
    post: (draft: Draft) =>
      call(async (slack) => {
        const { channel, text, thread, broadcast = false } = draft;
        const common = { channel, markdown_text: text, ...noPreviews };
        const reply = { ...common, thread_ts: thread ?? "", reply_broadcast: broadcast as true };
        // eslint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
        const sent = await slack.chat.postMessage(thread === undefined ? common : reply);
        return { ts: sent.ts ?? "", channel: sent.channel ?? channel };
      }, `channel ${draft.channel}`),

    schedule: (draft: Draft, sendAt: number) =>
      call(async (slack) => {
        const { channel, text, thread } = draft;
        const common = { channel, markdown_text: text, post_at: sendAt, ...noPreviews };
        const answer = await slack.chat.scheduleMessage(
          thread === undefined ? common : { ...common, thread_ts: thread },
        );
        return { id: answer.scheduled_message_id ?? "", channel: answer.channel ?? channel };
      }, `channel ${draft.channel}`),

    update: (channel: string, ts: string, text: string) =>
      idempotent(() =>
        call(
          (slack) => slack.chat.update({ channel, ts, markdown_text: text }),
          `message ${ts} in channel ${channel}`,
        ),
      ),

    remove: (channel: string, ts: string) =>
      call((slack) => slack.chat.delete({ channel, ts }), `message ${ts} in channel ${channel}`),

    /** Answers false where the reaction was there, or gone, already. */
    react: async (
      kind: "add" | "remove",
      channel: string,
      timestamp: string,
      name: string,
    ): Promise<boolean> => {
      // Slack refuses a second one of the same, so a repeat does no harm.
      const already = await idempotent(() =>
        outcome(
          (slack) => slack.reactions[kind]({ channel, timestamp, name }),
          `message ${timestamp} in channel ${channel}`,
        ),
      );
      return already === undefined;
    },

    /** Opens the direct conversation with these people; the same people always give the same conversation. */
    openDirect: (users: readonly string[]) =>
      read(
        async (slack) => (await slack.conversations.open({ users: users.join(",") })).channel?.id ?? "",
        `user ${users.join(", ")}`,
      ),

    createChannel: (name: string, isPrivate: boolean) =>
      call(
        async (slack) =>
          (await slack.conversations.create({ name, is_private: isPrivate })).channel as SlackChannel,
      ),

    /** Answers what stood in the way, if anything: the channel is there by then. */
    invite: (channel: string, users: readonly string[]) =>
      outcome(
        (slack) => slack.conversations.invite({ channel, users: users.join(",") }),
        `channel ${channel} or user ${users.join(", ")}`,
      ).catch((error: Error) => error.message),

    /** Reserves a place and sends the bytes there. The file is seen by nobody before `shareFile`. */
    upload: async (filename: string, bytes: Buffer): Promise<string> => {
      const place = await read((slack) =>
        slack.files.getUploadURLExternal({ filename, length: bytes.length }),
      );
      await repeatable(() =>
        http.fetch(place.upload_url ?? "", {
          method: "POST",
          headers: { "content-type": "application/octet-stream" },
          body: new Uint8Array(bytes),
          what: `upload of ${filename}`,
          expect: "bytes",
        }),
      );
      return place.file_id ?? "";
    },

    shareFile: (
      file: { id: string; title: string },
      to: { channel: string; thread?: string | undefined; comment?: string | undefined },
    ) =>
      call(async (slack) => {
        const common = {
          files: [file] as [typeof file],
          ...(to.comment ? { initial_comment: to.comment } : {}),
        };
        const place =
          to.thread === undefined
            ? { channel_id: to.channel }
            : { channel_id: to.channel, thread_ts: to.thread };
        const done = await slack.files.completeUploadExternal({ ...common, ...place });
        const shared: SlackFile = done.files?.[0] ?? {};
        return shared;
      }, `channel ${to.channel}`),

    createCanvas: (title: string | undefined, markdown: string, channel?: string) =>
      call(
        async (slack) => {
          const content = {
            ...(title ? { title } : {}),
            document_content: { type: "markdown" as const, markdown },
          };
          const made = channel
            ? await slack.conversations.canvases.create({ channel_id: channel, ...content })
            : await slack.canvases.create(content);
          return made.canvas_id ?? "";
        },
        channel && `channel ${channel}`,
      ),

    editCanvas: (canvas: string, { operation, section_id, markdown }: CanvasChange) =>
      call((slack) => {
        const change = {
          operation,
          ...(section_id ? { section_id } : {}),
          ...(markdown === undefined ? {} : { document_content: { type: "markdown", markdown } }),
        };
        return slack.canvases.edit({ canvas_id: canvas, changes: [change as never] });
      }, `canvas ${canvas}`),
  };
}
