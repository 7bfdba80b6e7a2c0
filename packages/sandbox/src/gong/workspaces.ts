import { type Call, route } from "../emulator.ts";
import { notFound, requestId } from "./errors.ts";
import type { GongState } from "./state.ts";
import { fixed } from "./tokens.ts";

export type WorkspaceSeed = { id: string; name: string; description: string };

export const SALES: WorkspaceSeed = {
  id: "6243517728310051984",
  name: "Sales",
  description: "Calls with prospects, from first contact to contract",
};
export const CUSTOMERS: WorkspaceSeed = {
  id: "6243517728310052077",
  name: "Customer Success",
  description: "Service reviews and renewals",
};
export const WORKSPACES = [SALES, CUSTOMERS] as const;

/** @returns undefined when none was asked for */
export function knownWorkspace(id: string | null | undefined): WorkspaceSeed | undefined {
  if (id === null || id === undefined) return undefined;
  return WORKSPACES.find((workspace) => workspace.id === id) ?? notFound(`Workspace ${id} was not found`);
}

export const workspaceRoutes = [
  route(
    "GET",
    "/v2/workspaces",
    ({ path }: Call<GongState>) => ({ body: { requestId: requestId(path), workspaces: WORKSPACES } }),
    fixed("api:workspaces:read"),
  ),
];
