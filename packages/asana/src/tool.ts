import { toolFor } from "@sophia-mcp/core/tool";
import type { AsanaApi } from "./api.ts";

export const defineTool = toolFor<AsanaApi>();
