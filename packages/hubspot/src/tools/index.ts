import { addAssociation } from "./add-association.ts";
import { addNote } from "./add-note.ts";
import { createDeal } from "./create-deal.ts";
import { createObject } from "./create-object.ts";
import { createTask } from "./create-task.ts";
import { deleteObject } from "./delete-object.ts";
import { getAccount } from "./get-account.ts";
import { getListMembers } from "./get-list-members.ts";
import { getObjects } from "./get-objects.ts";
import { getProperty } from "./get-property.ts";
import { listActivities } from "./list-activities.ts";
import { listAssociations } from "./list-associations.ts";
import { listObjectTypes } from "./list-object-types.ts";
import { listOwners } from "./list-owners.ts";
import { listPipelines } from "./list-pipelines.ts";
import { listProperties } from "./list-properties.ts";
import { removeAssociation } from "./remove-association.ts";
import { searchLists } from "./search-lists.ts";
import { searchObjects } from "./search-objects.ts";
import { updateListMembers } from "./update-list-members.ts";
import { updateObject } from "./update-object.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  getAccount,
  searchObjects,
  getObjects,
  createObject,
  updateObject,
  deleteObject,
  createDeal,
  listAssociations,
  addAssociation,
  listProperties,
  getProperty,
  listPipelines,
  listOwners,
  addNote,
  createTask,
  listActivities,

  removeAssociation,
  listObjectTypes,
  searchLists,
  getListMembers,
  updateListMembers,
];
