import { rmSync } from "node:fs";

/** The tests write anew what they covered of a vendor's description. */
export function setup(): void {
  rmSync("reports", { recursive: true, force: true });
}
