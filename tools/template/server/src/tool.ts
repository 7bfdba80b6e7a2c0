import { toolFor } from "@sophia-mcp/core/tool";
import type { TemplateApi } from "./api.ts";

export const defineTool = toolFor<TemplateApi>();
