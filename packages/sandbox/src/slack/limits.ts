import { refuse } from "../emulator.ts";
import type { SlackState } from "./state.ts";

/** Calls a minute by tier. @see https://docs.slack.dev/apis/web-api/rate-limits */
const PER_MINUTE = [0, 1, 20, 50, 100];
const MINUTE = 60_000;
/** Slack is generous about short bursts. */
const BURST = 3;

/** Counts a call in real time; beyond the tier it is refused with the seconds to wait. */
export function allow(state: SlackState, method: string, token: string, tier: number): void {
  const key = `${method} ${token}`;
  const now = Date.now();
  const recent = (state.calls.get(key) ?? []).filter((at) => at > now - MINUTE);
  const most = (PER_MINUTE[tier] ?? 0) * BURST;
  const [first = now] = recent;
  if (recent.length >= most) {
    const wait = Math.ceil((first + MINUTE - now) / 1000);
    refuse({
      status: 429,
      headers: { "retry-after": String(wait) },
      body: { ok: false, error: "ratelimited" },
    });
  }
  state.calls.set(key, [...recent, now]);
}
