/** Slack's objects, as far as the tools read them. Slack leaves out what does not apply, so everything is optional. */

export interface SlackUser {
  id?: string;
  name?: string;
  real_name?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_admin?: boolean;
  is_restricted?: boolean;
  tz?: string;
  tz_offset?: number;
  profile?: {
    real_name?: string;
    display_name?: string;
    email?: string;
    title?: string;
    phone?: string;
    status_text?: string;
    status_emoji?: string;
    status_expiration?: number;
  };
}

export interface SlackChannel {
  id?: string;
  name?: string;
  user?: string;
  is_im?: boolean;
  is_mpim?: boolean;
  is_private?: boolean;
  is_archived?: boolean;
  is_member?: boolean;
  created?: number;
  creator?: string;
  topic?: { value?: string };
  purpose?: { value?: string };
  num_members?: number;
  last_read?: string;
  properties?: { canvas?: { file_id?: string; is_empty?: boolean } };
}

export interface SlackMessage {
  ts?: string;
  user?: string;
  bot_id?: string;
  username?: string;
  bot_profile?: { name?: string };
  text?: string;
  subtype?: string;
  thread_ts?: string;
  reply_count?: number;
  edited?: { ts?: string };
  reactions?: { name?: string; count?: number; users?: string[] }[];
  files?: SlackFile[];
  attachments?: { title?: string; text?: string; fallback?: string; pretext?: string }[];
  blocks?: unknown[];
  permalink?: string;
  channel?: SlackChannel;
}

export interface SlackFile {
  id?: string;
  name?: string;
  title?: string;
  mimetype?: string;
  filetype?: string;
  size?: number;
  user?: string;
  created?: number;
  updated?: number;
  permalink?: string;
  url_private?: string;
  url_private_download?: string;
  mode?: string;
  file_access?: string;
  channels?: string[];
}

/** Who the token belongs to, and what it may do. */
export interface SlackIdentity {
  /** `https://tessalane.slack.com/`, with the slash. */
  url: string;
  team: string;
  user: string;
  user_id: string;
  bot_id?: string;
  scopes?: string[];
}
