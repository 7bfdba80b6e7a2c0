/** What the pages say of the gateway's profiles and metrics, from the definitions themselves. */
import { profilesOf } from "@sophia-mcp/gateway/config/profiles";
import type { ProfileConfig } from "@sophia-mcp/gateway/config/types";
import { prometheusGatewayMetrics } from "@sophia-mcp/metrics/prometheus";
import { markdown } from "./markdown.ts";

/** The profiles that come with the gateway. */
export const profileTable = (): string =>
  markdown(
    ["Profile", "Systems", "Groups besides core", "What it may do", "Longest answer"],
    Object.values(profilesOf({})).map((profile) => [
      `\`${profile.name}\``,
      profile.servers?.join(", ") ?? "all",
      profile.groups.join(", ") || "none",
      freedom(profile),
      profile.answerTokens === 0 ? "no limit" : `${profile.answerTokens} tokens`,
    ]),
  );

function freedom({ readOnly, confirm: { access } }: ProfileConfig): string {
  if (readOnly) return "read";
  if (access.includes("write")) return "all; a person confirms every write and delete";
  return access.includes("destroy") ? "all; a person confirms what deletes or overwrites" : "all";
}

/** Every series of `/metrics` with its labels: the text of a registry in which everything has happened once. */
export async function metricsTable(): Promise<string> {
  const metrics = await prometheusGatewayMetrics();
  const server = "x";
  metrics.toolCall({ server, tool: "x", outcome: "ok", milliseconds: 1, answerTokens: 1 });
  metrics.upstream({ server, status: 200, milliseconds: 1, attempts: 2 });
  metrics.quota({ server, quota: "x", remaining: 1, limit: 1 });
  metrics.definitions({ profile: "x", tokens: 1, saved: 1 });
  metrics.circuit({ server, state: "closed" });
  metrics.restart({ server });
  metrics.inFlight({ server, change: 1 });
  metrics.queued({ server, depth: 1 });
  metrics.refused({ reason: "x" });
  metrics.auditError();
  metrics.sharedState({ available: true });
  const text = await metrics.text();
  const rows = [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = "", help = ""]) => {
    const kind = new RegExp(`^# TYPE ${name} (\\S+)$`, "m").exec(text)?.[1] ?? "";
    const series = new RegExp(`^${name}(?:_count)?\\{(.*)\\} `, "m").exec(text)?.[1] ?? "";
    const labels = [...series.matchAll(/(\w+)="/g)].map(([, label]) => `\`${label}\``);
    return [`\`${name}\``, kind, labels.join(", "), help];
  });
  return markdown(["Series", "Kind", "Labels", "What it is"], rows);
}
