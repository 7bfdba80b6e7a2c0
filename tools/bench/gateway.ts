import { benchGatewayCalls } from "./gateway-calls.ts";
import { benchGatewayStart } from "./gateway-start.ts";
import type { Section } from "./text-table.ts";

/** The gateway held against its bounds: what it takes to start, and what it adds to a call. */
export async function benchGateway(root: string): Promise<Section[]> {
  return [await benchGatewayStart(root), await benchGatewayCalls(root)];
}
