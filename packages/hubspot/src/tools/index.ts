import { createDeal } from "./create-deal.ts";
import { getObjects } from "./get-objects.ts";
import { searchObjects } from "./search-objects.ts";

export const tools = [searchObjects, getObjects, createDeal];
