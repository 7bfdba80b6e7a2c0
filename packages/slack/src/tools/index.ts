import { addReaction } from "./add-reaction.ts";
import { createChannel } from "./create-channel.ts";
import { deleteMessage } from "./delete-message.ts";
import { getCanvas } from "./get-canvas.ts";
import { getChannel } from "./get-channel.ts";
import { getFile } from "./get-file.ts";
import { getMessage } from "./get-message.ts";
import { getThread } from "./get-thread.ts";
import { getUser } from "./get-user.ts";
import { listChannelMembers } from "./list-channel-members.ts";
import { listChannels } from "./list-channels.ts";
import { listMessages } from "./list-messages.ts";
import { listUnread } from "./list-unread.ts";
import { removeReaction } from "./remove-reaction.ts";
import { searchMessages } from "./search-messages.ts";
import { searchUsers } from "./search-users.ts";
import { sendFile } from "./send-file.ts";
import { sendMessage } from "./send-message.ts";
import { updateCanvas } from "./update-canvas.ts";
import { updateMessage } from "./update-message.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  searchMessages,
  listChannels,
  getChannel,
  listMessages,
  getThread,
  getMessage,
  sendMessage,
  updateMessage,
  deleteMessage,
  addReaction,
  removeReaction,
  searchUsers,
  getUser,
  listChannelMembers,
  getFile,
  sendFile,

  listUnread,
  createChannel,
  getCanvas,
  updateCanvas,
];
