import { toolFor } from "@sophia-mcp/core/tool";
import type { GitHubApi } from "./api.ts";

export const defineTool = toolFor<GitHubApi>();
