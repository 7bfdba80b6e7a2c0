import { toolFor } from "@sophia-mcp/core/tool";
import type { SnowflakeApi } from "./api.ts";

export const defineTool = toolFor<SnowflakeApi>();
