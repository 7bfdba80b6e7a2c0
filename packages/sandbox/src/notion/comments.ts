import { type Answer, type Call, route } from "../emulator.ts";
import { invalid, missing } from "./errors.ts";
import { parseMarkdown } from "./markdown-in.ts";
import { asJson, asText, type Comment, type Json, type NotionState, type RichText } from "./model.ts";
import { readRuns, run } from "./rich-text.ts";
import { asId, container, newId, paged, timestamp } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

function present(state: NotionState, comment: Comment): Json {
  const person = state.world.people.find((one) => one.notionId === comment.createdBy);
  return {
    object: "comment",
    id: comment.id,
    parent: comment.parent,
    discussion_id: comment.discussionId,
    created_time: comment.createdAt,
    last_edited_time: comment.createdAt,
    created_by: { object: "user", id: comment.createdBy },
    rich_text: comment.text,
    display_name: person
      ? { type: "user", resolved_name: person.name }
      : { type: "integration", resolved_name: "Sophia" },
  };
}

/** Open comments of a page or of one block; those that were resolved are left out. */
function list({ state, query }: NotionCall): Answer {
  const target = container(state, query.get("block_id"));
  const open = state.comments.filter(
    ({ parent, resolved }) =>
      !resolved &&
      (parent.type === "page_id" ? parent.page_id : parent.type === "block_id" && parent.block_id) ===
        target.id,
  );
  const page = paged(open, (one) => one.id, {
    cursor: query.get("start_cursor"),
    size: query.get("page_size"),
  });
  return {
    body: { ...page, results: page.results.map((one) => present(state, one)), type: "comment", comment: {} },
  };
}

function create({ state, body }: NotionCall): Answer {
  const given = asJson(body);
  const text =
    given.markdown === undefined
      ? readRuns(state, given.rich_text, "body.rich_text")
      : fromMarkdown(state, asText(given.markdown));
  if (text.length === 0) invalid("body.rich_text.length should be ≥ `1`, instead was `0`.");
  const thread = given.discussion_id === undefined ? undefined : discussion(state, given.discussion_id);
  const comment: Comment = {
    id: newId(state, "comment"),
    discussionId: thread?.discussionId ?? newId(state, "discussion"),
    parent: thread?.parent ?? readParent(state, asJson(given.parent)),
    createdAt: timestamp(state),
    createdBy: state.botId,
    text,
    resolved: false,
  };
  state.comments.push(comment);
  return { body: present(state, comment) };
}

function discussion(state: NotionState, given: unknown): Comment {
  const id = asId(given, "body.discussion_id");
  return state.comments.find((one) => one.discussionId === id) ?? missing("discussion", id);
}

function readParent(state: NotionState, given: Json): Comment["parent"] {
  if (given.block_id !== undefined) {
    const { id } = container(state, given.block_id);
    return { type: "block_id", block_id: id };
  }
  const { id, page } = container(state, given.page_id);
  return page ? { type: "page_id", page_id: id } : missing("page", id);
}

/** Comments hold inline text only: blocks become lines. */
function fromMarkdown(state: NotionState, markdown: string): RichText[] {
  const lines = parseMarkdown(state, markdown).map((draft) => (draft.value.rich_text ?? []) as RichText[]);
  return lines.flatMap((line, index) => (index === 0 ? line : [run("\n")].concat(line)));
}

export const commentRoutes = [
  route<NotionState>("GET", "/v1/comments", list, needs("read_comments")),
  route<NotionState>("POST", "/v1/comments", create, needs("insert_comments")),
];
