import { addBlocks } from "./add-blocks.ts";
import { addComment } from "./add-comment.ts";
import { addFile } from "./add-file.ts";
import { createDatabase } from "./create-database.ts";
import { createPage } from "./create-page.ts";
import { deleteBlock } from "./delete-block.ts";
import { deletePage } from "./delete-page.ts";
import { getDatabase } from "./get-database.ts";
import { getMe } from "./get-me.ts";
import { getPage } from "./get-page.ts";
import { listBlocks } from "./list-blocks.ts";
import { listComments } from "./list-comments.ts";
import { listUsers } from "./list-users.ts";
import { movePage } from "./move-page.ts";
import { queryDataSource } from "./query-data-source.ts";
import { searchPages } from "./search-pages.ts";
import { updateDataSource } from "./update-data-source.ts";
import { updatePageContent } from "./update-page-content.ts";
import { updatePage } from "./update-page.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  getMe,
  searchPages,
  getPage,
  createPage,
  updatePageContent,
  updatePage,
  movePage,
  deletePage,
  getDatabase,
  queryDataSource,
  addBlocks,
  listComments,
  addComment,
  listUsers,

  createDatabase,
  updateDataSource,
  listBlocks,
  deleteBlock,
  addFile,
];
