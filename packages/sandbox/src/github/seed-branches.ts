/** What each unmerged pull request adds to the end of its file. */
export const BRANCH_TEXTS: Readonly<Record<string, string>> = {
  "flow-router#124": `
export type Held = { site: string; sku: string; quantity: number; until: number };

/** What the shop view shows: newest hold first. */
export function heldPieces(holds: readonly Held[], site: string): Held[] {
  return holds.filter((hold) => hold.site === site).sort((left, right) => right.until - left.until);
}
`,
  "flow-router#127": `
/** Removal over SCIM must end every session at once, also those that are being opened. */
export function openSession(userId: string, sessionId: string, removed: ReadonlySet<string>): boolean {
  if (removed.has(userId)) return false;
  sessions.set(userId, (sessions.get(userId) ?? new Set()).add(sessionId));
  return true;
}
`,
  "flow-router#128": `
const RETRY_HOURS = 24;
const deadLetters: { url: string; body: string; failedAt: number }[] = [];

export async function deliver(url: string, body: string, startedAt = Date.now()): Promise<void> {
  for (let wait = 1000; Date.now() - startedAt < RETRY_HOURS * 3_600_000; wait *= 2) {
    const response = await fetch(url, { method: "POST", body }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  deadLetters.push({ url, body, failedAt: Date.now() });
}
`,
  "flow-router#121": `
export const templates = new Map<string, string>();
`,
  "edge-gateway#64": `
#[cfg(test)]
mod tests {
    use super::next_wait;

    #[test]
    fn two_scanners_do_not_come_back_together() {
        assert_ne!(next_wait(2, 0.1), next_wait(2, 0.9));
    }
}
`,
  "edge-gateway#65": `
-- roll back: drop index concurrently stock_counts_site_time;
`,
  "insight-connector#33": `

def regions_of(contract):
    """All regions that a contract allows; never empty."""
    return contract.get("regions") or [contract["region"]]
`,
};
