import { conversationOf } from "./conversations.ts";
import { sectionsOf } from "./canvas-text.ts";
import { visibleFile } from "./files.ts";
import { fault, type Json, method, type MethodCall, nested, wanted } from "./method.ts";
import { actorOf, newId, type Section, seconds, type StoredFile } from "./state.ts";

type Content = { type?: string; markdown?: string };
type Change = { operation?: string; section_id?: string; document_content?: Content };

function canvasOf(call: MethodCall): StoredFile & { sections: Section[] } {
  const file = visibleFile(call, wanted(call.args, "canvas_id"), "canvas_not_found");
  return file.sections ? (file as StoredFile & { sections: Section[] }) : fault("canvas_not_found");
}

function make({ state, token, args }: MethodCall, title: string, channels: string[]): string {
  const content = nested(args, "document_content") as Content | undefined;
  if (content && content.type !== "markdown") fault("invalid_arguments");
  const id = newId(state, "F");
  const created = seconds(state);
  state.files.set(id, {
    id,
    name: title,
    title,
    mimetype: "application/vnd.slack-docs",
    filetype: "quip",
    bytes: Buffer.alloc(0),
    user: actorOf(state, token),
    created,
    updated: created,
    channels,
    sections: sectionsOf(content?.markdown ?? "", id),
    deleted: false,
  });
  return id;
}

const create = (call: MethodCall): Json => ({ canvas_id: make(call, call.args["title"] ?? "Untitled", []) });

function createForChannel(call: MethodCall): Json {
  const channel = conversationOf(call, wanted(call.args, "channel_id"));
  if (channel.canvasId) fault("channel_canvas_already_exists");
  channel.canvasId = make(call, call.args["title"] ?? channel.name, [channel.id]);
  return { canvas_id: channel.canvasId };
}

function lookup(call: MethodCall): Json {
  const canvas = canvasOf(call);
  const criteria =
    (nested(call.args, "criteria") as { contains_text?: string; section_types?: string[] } | undefined) ?? {};
  const text = criteria.contains_text?.toLowerCase() ?? "";
  const types = criteria.section_types;
  const found = canvas.sections.filter(({ markdown }) => {
    const level = /^(#{1,3}) /.exec(markdown)?.[1]?.length;
    const kind =
      !types || (level !== undefined && (types.includes("any_header") || types.includes(`h${level}`)));
    return kind && markdown.toLowerCase().includes(text);
  });
  return { sections: found.map(({ id }) => ({ id })) };
}

/** One change a call, as Slack has it. */
function edit(call: MethodCall): Json {
  const canvas = canvasOf(call);
  const changes = (nested(call.args, "changes") as Change[] | undefined) ?? [];
  const [change] = changes;
  if (!change || changes.length !== 1) return fault("invalid_arguments");
  const { operation, section_id: id, document_content: content } = change;
  const fresh = sectionsOf(content?.markdown ?? "", `${canvas.id}:${call.state.nextId++}`);
  const at = canvas.sections.findIndex((section) => section.id === id);
  if (id !== undefined && at < 0) fault("canvas_editing_failed", { detail: `section ${id} not found` });
  const { sections } = canvas;
  if (operation === "insert_at_start") sections.unshift(...fresh);
  else if (operation === "insert_at_end") sections.push(...fresh);
  else if (operation === "replace" && id === undefined) canvas.sections = fresh;
  else if (id === undefined) fault("invalid_arguments");
  else if (operation === "insert_after") sections.splice(at + 1, 0, ...fresh);
  else if (operation === "insert_before") sections.splice(at, 0, ...fresh);
  else if (operation === "replace") sections.splice(at, 1, ...fresh);
  else if (operation === "delete") sections.splice(at, 1);
  else fault("invalid_arguments");
  canvas.updated = seconds(call.state);
  return {};
}

const writes = { scopes: ["canvases:write"] } as const;

export const canvasRoutes = [
  method("canvases.create", { tier: 2, ...writes }, create),
  method("conversations.canvases.create", { tier: 2, ...writes }, createForChannel),
  method("canvases.edit", { tier: 3, ...writes }, edit),
  method("canvases.sections.lookup", { tier: 3, scopes: ["canvases:read"] }, lookup),
];
