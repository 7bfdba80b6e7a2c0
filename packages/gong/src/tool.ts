import { toolFor } from "@sophia-mcp/core/tool";
import type { GongApi } from "./api.ts";

export const defineTool = toolFor<GongApi>();
