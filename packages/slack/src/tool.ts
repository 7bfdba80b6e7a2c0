import { toolFor } from "@sophia-mcp/core/tool";
import type { SlackApi } from "./api.ts";

export const defineTool = toolFor<SlackApi>();
