import { createDeal } from "./create-deal.ts";
import { getObjects } from "./get-objects.ts";
import { searchObjects } from "./search-objects.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [searchObjects, getObjects, createDeal];
