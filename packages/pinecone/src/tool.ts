import { toolFor } from "@sophia-mcp/core/tool";
import type { PineconeApi } from "./api.ts";

export const defineTool = toolFor<PineconeApi>();
