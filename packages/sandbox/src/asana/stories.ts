import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest } from "./errors.ts";
import { findTask } from "./find.ts";
import { asText } from "./json.ts";
import { dataOf, one, page } from "./paging.ts";
import { presentStory } from "./present.ts";
import { checkHtml, plainToHtml } from "./rich-text.ts";
import { type AsanaState, newGid, type Story, timestamp } from "./state.ts";
import { caller, fixed } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

export function addStory(
  call: AsanaCall,
  taskGid: string,
  story: Pick<Story, "type" | "subtype" | "html"> & { pinned?: boolean },
): Story {
  const { state } = call;
  const added: Story = {
    pinned: false,
    ...story,
    gid: newGid(state),
    taskGid,
    authorGid: caller(call),
    createdAt: timestamp(state),
  };
  state.stories.push(added);
  return added;
}

/** Oldest first, as Asana has them. */
function listStories(call: AsanaCall): Answer {
  const { state, params } = call;
  const task = findTask(state, params["task_gid"] ?? "");
  const stories = state.stories
    .filter(({ taskGid }) => taskGid === task.gid)
    .sort((left, right) => left.createdAt.localeCompare(right.createdAt));
  return page(
    call,
    stories.map((story) => presentStory(state, story)),
  );
}

function createStory(call: AsanaCall): Answer {
  const { state, params } = call;
  const task = findTask(state, params["task_gid"] ?? "");
  const data = dataOf(call);
  const [text, rich] = [asText(data["text"]), asText(data["html_text"])];
  if (text !== undefined && rich !== undefined) badRequest("You may only set one of text and html_text");
  if (text === undefined && rich === undefined) badRequest("text: Missing input");
  const html = rich === undefined ? plainToHtml(text ?? "") : checkHtml("html_text", rich, "comment");
  const pinned = data["is_pinned"] === true;
  const story = addStory(call, task.gid, { type: "comment", subtype: "comment_added", html, pinned });
  task.modifiedAt = story.createdAt;
  return one(call, presentStory(state, story), 201);
}

export const storyRoutes = [
  route("GET", "/api/1.0/tasks/{task_gid}/stories", listStories, fixed("stories:read")),
  route("POST", "/api/1.0/tasks/{task_gid}/stories", createStory, fixed("stories:write")),
];
