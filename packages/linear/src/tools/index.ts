import { addComment } from "./add-comment.ts";
import { addLink } from "./add-link.ts";
import { addProjectUpdate } from "./add-project-update.ts";
import { addRelation } from "./add-relation.ts";
import { createDocument } from "./create-document.ts";
import { createIssue } from "./create-issue.ts";
import { createProject } from "./create-project.ts";
import { deleteIssue } from "./delete-issue.ts";
import { getDocument } from "./get-document.ts";
import { getIssue } from "./get-issue.ts";
import { getMe } from "./get-me.ts";
import { getProject } from "./get-project.ts";
import { listComments } from "./list-comments.ts";
import { listCycles } from "./list-cycles.ts";
import { listDocuments } from "./list-documents.ts";
import { listInitiatives } from "./list-initiatives.ts";
import { listLabels } from "./list-labels.ts";
import { listMyIssues } from "./list-my-issues.ts";
import { listProjects } from "./list-projects.ts";
import { listTeams } from "./list-teams.ts";
import { listUsers } from "./list-users.ts";
import { searchIssues } from "./search-issues.ts";
import { updateDocument } from "./update-document.ts";
import { updateIssue } from "./update-issue.ts";
import { updateProject } from "./update-project.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  getMe,
  searchIssues,
  listMyIssues,
  getIssue,
  createIssue,
  updateIssue,
  listComments,
  addComment,
  listProjects,
  getProject,
  listTeams,
  listUsers,
  listCycles,
  listDocuments,
  getDocument,
  listInitiatives,
  deleteIssue,
  addRelation,
  addLink,
  listLabels,
  createProject,
  updateProject,
  addProjectUpdate,
  createDocument,
  updateDocument,
];
