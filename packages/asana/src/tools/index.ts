import { addComment } from "./add-comment.ts";
import { addStatusUpdate } from "./add-status-update.ts";
import { addToProject } from "./add-to-project.ts";
import { createProject } from "./create-project.ts";
import { createTask } from "./create-task.ts";
import { deleteTask } from "./delete-task.ts";
import { getMe } from "./get-me.ts";
import { getProject } from "./get-project.ts";
import { getTask } from "./get-task.ts";
import { listAttachments } from "./list-attachments.ts";
import { listComments } from "./list-comments.ts";
import { listCustomFields } from "./list-custom-fields.ts";
import { listPortfolioItems } from "./list-portfolio-items.ts";
import { listProjects } from "./list-projects.ts";
import { listStatusUpdates } from "./list-status-updates.ts";
import { listTasks } from "./list-tasks.ts";
import { listTeams } from "./list-teams.ts";
import { listUsers } from "./list-users.ts";
import { removeFromProject } from "./remove-from-project.ts";
import { searchObjects } from "./search-objects.ts";
import { searchTasks } from "./search-tasks.ts";
import { updateDependencies } from "./update-dependencies.ts";
import { updateProject } from "./update-project.ts";
import { updateTask } from "./update-task.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  getMe,
  searchObjects,
  searchTasks,
  listTasks,
  getTask,
  createTask,
  updateTask,
  deleteTask,
  listComments,
  addComment,
  updateDependencies,
  addToProject,
  listProjects,
  getProject,
  listUsers,
  listTeams,

  removeFromProject,
  createProject,
  updateProject,
  listCustomFields,
  listStatusUpdates,
  addStatusUpdate,
  listPortfolioItems,
  listAttachments,
];
