/** Maren's own, on which nothing hangs. */
const own = { message: "1795079700.100722", channel: "#sales" };
/** Priya's, with a reply of Maren's. */
const threaded = { message: "1794676320.100500", channel: "#sales" };
const elsewhere = { message: "1794676800.100537", channel: "#random" };

/** A cursor of ours around one of Slack's. */
const cursor = (at: string) =>
  Buffer.from(JSON.stringify([Buffer.from(at).toString("base64"), 0])).toString("base64url");

/** Arguments with which each tool succeeds against the emulator's company, as its VP Sales. */
export const examples = {
  slack_search_messages: { query: "routely", limit: 5 },
  slack_list_channels: {},
  slack_get_channel: { channel: "#sales" },
  slack_list_messages: { channel: "#sales", limit: 5 },
  slack_get_thread: threaded,
  slack_get_message: own,
  slack_send_message: { to: "#sales", text: "Numbers are in." },
  slack_update_message: { ...own, text: "Forecast: Marlow 75." },
  slack_delete_message: own,
  slack_add_reaction: { ...own, emoji: "tada" },
  slack_remove_reaction: { ...own, emoji: "tada" },
  slack_search_users: {},
  slack_get_user: { user: "declan" },
  slack_list_channel_members: { channel: "#deal-marlow" },
  slack_get_file: { file: "F03K48LICAC" },
  slack_send_file: { to: "#sales", filename: "numbers.csv", content: "a,b" },
  slack_list_unread: {},
  slack_create_channel: { name: "launch-2027" },
  slack_get_canvas: { canvas: "F0344EUGIPW" },
  slack_update_canvas: {
    operation: "insert_after",
    canvas: "F0344EUGIPW",
    section: "Waves",
    markdown: "## Next",
  },
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  slack_search_users: { query: "sales", cursor: Buffer.from("[null,2]").toString("base64url"), limit: 2 },
  slack_search_messages: {
    channel: "#sales",
    from: "priya",
    since: "2026-11-01",
    until: "2026-11-10",
    during: "november",
    cursor: cursor("page:2"),
  },
  slack_list_channels: { query: "sales", limit: 2, types: ["direct"], cursor: cursor("next:4") },
  slack_get_channel: { channel: "#random" },
  slack_list_messages: {
    channel: "#random",
    since: "2026-11-01",
    until: "2026-11-10",
    cursor: cursor("next:2"),
  },
  slack_get_thread: { ...elsewhere, cursor: cursor("next:1") },
  slack_get_message: elsewhere,
  slack_send_message: { to: "#random", thread: threaded.message, send_at: "2026-12-01T09:00:00Z" },
  slack_update_message: elsewhere,
  slack_delete_message: elsewhere,
  slack_add_reaction: elsewhere,
  slack_remove_reaction: elsewhere,
  slack_get_user: { user: "priya.venkataraman@tessalane.example" },
  slack_list_channel_members: { channel: "#random", cursor: cursor("next:2") },
  slack_get_file: { file: "F0344EUGIPW", offset: 10, length: 10 },
  slack_send_file: { to: "#random", encoding: "base64", comment: "See", thread: threaded.message },
  slack_list_unread: { types: ["direct"], max_channels: 3 },
  slack_create_channel: { name: "launch-2028", invite: ["priya"] },
  slack_get_canvas: {
    canvas: "F04P2N64WBZ",
    channel: "#deal-bluefin",
    find: "wave",
    offset: 10,
    length: 500,
  },
  slack_update_canvas: { operation: "insert_before", canvas: "F04P2N64WBZ", section: "Numbers" },
};

/** Keys that change what is answered and not what is asked. */
export const localKeys = {
  slack_list_channels: {
    query: "Slack cannot filter by name: the server does",
    limit: "pages have one size, which suits Slack's way of counting",
  },
  slack_search_users: {
    query: "Slack cannot search people: the server keeps their list",
    deactivated: "the list has everyone",
    bots: "the list has everyone",
    limit: "the list is read whole",
    cursor: "the list is read whole",
  },
  slack_get_file: { offset: "a slice of the fetched text", length: "a slice of the fetched text" },
  slack_get_canvas: { offset: "a slice of the fetched text", length: "a slice of the fetched text" },
  slack_list_unread: { messages: "how many of the fetched messages are shown" },
};
