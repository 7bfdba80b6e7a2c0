import { toolFor } from "@sophia-mcp/core/tool";
import type { NotionApi } from "./api.ts";

export const defineTool = toolFor<NotionApi>();
