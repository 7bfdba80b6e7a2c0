import { createItem } from "./create-item.ts";
import { listItems } from "./list-items.ts";

export const tools = [listItems, createItem];
