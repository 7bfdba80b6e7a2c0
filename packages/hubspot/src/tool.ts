import { toolFor } from "@sophia-mcp/core/tool";
import type { HubSpotApi } from "./api.ts";

export const defineTool = toolFor<HubSpotApi>();
