import { toolFor } from "@sophia-mcp/core/tool";
import type { LinearApi } from "./api.ts";

export const defineTool = toolFor<LinearApi>();
