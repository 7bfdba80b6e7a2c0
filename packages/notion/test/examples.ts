const page = "ec8761fe-341b-4f52-ad5c-d7d120eeed6b";
const gallery = "4a4a95a5-5f16-4c66-a988-6839d6c0cfbe";

/** Arguments with which each tool succeeds against the emulator's workspace. */
export const examples = {
  notion_get_me: {},
  notion_search_pages: { query: "flow", limit: 3 },
  notion_get_page: { page },
  notion_create_page: { title: "Notes", parent_page: "Tessalane wiki", markdown: "# Notes" },
  notion_update_page_content: { page, action: "replace_text", find: "Problem", markdown: "The problem" },
  notion_update_page: { page, properties: { Status: "Draft" } },
  notion_move_page: { page: gallery, parent_page: "Leadership minutes" },
  notion_delete_page: { page },
  notion_get_database: { database: "Documents" },
  notion_query_data_source: { data_source: "Work items", filters: ["Priority = Urgent"], limit: 3 },
  notion_add_blocks: { block: page, markdown: "- one\n- two" },
  notion_list_comments: { block: page },
  notion_add_comment: { page, text: "Seen" },
  notion_list_users: { limit: 5 },
  notion_create_database: {
    parent_page: "Tessalane wiki",
    title: "Orders",
    columns: ["Name: title", "Due: date"],
  },
  notion_update_data_source: { data_source: "Documents", add: ["Source: url"] },
  notion_list_blocks: { block: gallery, limit: 30 },
  notion_delete_block: { block: gallery },
  notion_add_file: { block: page, filename: "hall.png", url: "https://files.tessalane.example/hall.png" },
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  notion_search_pages: { cursor: "WyJlYzg3NjFmZS0zNDFiLTRmNTItYWQ1Yy1kN2QxMjBlZWVkNmIiLDBd" },
  notion_get_page: { page: gallery, offset: 10, length: 600 },
  notion_create_page: {
    parent_page: "Leadership minutes",
    data_source: "Documents",
    properties: { Kind: "spec" },
    template: "Decision record",
    icon: "🧭",
    cover: "https://files.tessalane.example/c.png",
  },
  notion_update_page_content: {
    page: gallery,
    action: "append",
    find: "What we build",
    allow_deleting: true,
  },
  notion_update_page: {
    page: "402a4751-2265-4cc3-a98d-1a8c6bf08432",
    properties: { Kind: "plan" },
    icon: "🧭",
    cover: "https://files.tessalane.example/c.png",
  },
  notion_move_page: { page, parent_page: "Flow 4.0 launch", data_source: "Documents" },
  notion_delete_page: { page: gallery },
  notion_get_database: { database: "Projects" },
  notion_query_data_source: {
    data_source: "Projects",
    filters: ["Priority = High"],
    sorts: ["-Due"],
    properties: ["Due"],
    cursor: "WyI3ZDZjZTIyMy04NWYxLTRkYTctYWRhNi03Y2Q4NGE4ZWFhNjgiLDBd",
  },
  notion_add_blocks: { block: gallery, after: gallery },
  notion_list_comments: {
    block: gallery,
    cursor: "WyJmZDcwNDVkNS1lOGZjLTQyM2EtYTFmZC03MTExY2ZhMThmMjAiLDBd",
  },
  notion_add_comment: {
    page: gallery,
    block: gallery,
    discussion_id: "f1eaf83b-a22a-43a4-aade-0deba6f143ae",
  },
  notion_list_users: { cursor: "WyJhbWFyYSIsMF0" },
  notion_create_database: {
    parent_page: "Leadership minutes",
    columns: ["Name: title", "Due: number"],
    icon: "🧾",
  },
  notion_update_data_source: {
    data_source: "Projects",
    add: ["Source: text"],
    add_options: ["Kind: memo"],
    rename: ["Words -> Length"],
    remove: ["Verified"],
  },
  notion_list_blocks: { block: page, depth: 2, cursor: "WyI0YTRhOTVhNSIsMF0" },
  notion_delete_block: { block: "e1040ad6-4c9c-4607-a74d-54f2d8368413" },
  notion_add_file: {
    block: gallery,
    url: "https://files.tessalane.example/other.png",
    content: "aGFsbA==",
    kind: "file",
  },
};

/** Keys that change the answer and no request. */
export const localKeys = {
  notion_get_page: {
    offset: "slices the Markdown that was fetched",
    length: "slices the Markdown that was fetched",
  },
};
