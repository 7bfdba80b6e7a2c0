import { table } from "./elements.js";
import { brief, count, duration, estimated, exact, outcomeKind, outside, soft, tag, toned } from "./words.js";

const kinds = {
  builtIn: "built in",
  url: "remote",
  image: "container",
  broken: "broken entry",
  gone: "no longer configured",
};
const circuitKinds = { closed: "soft quiet", "half-open": "warn", open: "bad" };
const confirmationKinds = { approved: "good", denied: "bad", pending: "warn", asked: "warn" };
const ifCalled = (read) => (server) => (server.calls ? [read(server.calls)] : []);
const quietZero = (value, kind) => [toned(value, value > 0 ? kind : "soft quiet")];

const outcomeTags = ({ outcomes }) => {
  const sorted = Object.entries(outcomes).sort(([one], [other]) => (other === "ok") - (one === "ok"));
  const tags = sorted.map(([outcome, times]) => tag(`${outcome} ${brief(times)}`, outcomeKind(outcome)));
  return ["div", { class: "tags" }, ...tags];
};

export const drawSystems = table("systems", {
  columns: [
    {
      title: "System",
      kind: "head",
      cell: ({ title, name, kind, tools, reason }) => [
        outside(title, "name"),
        [
          "span",
          { class: "about soft small" },
          kinds[kind] ?? kind,
          ...(title.toLowerCase() === name.toLowerCase() ? [] : [" \u00B7 ", outside(name, "mono")]),
          ...(tools > 0 ? [` \u00B7 ${exact(tools)} tools`] : []),
        ],
        reason ? outside(reason, "reason") : undefined,
      ],
    },
    { title: "State", cell: ({ state }) => [toned(state, `dot ${state}`)] },
    { title: "Circuit", cell: ({ circuit }) => [toned(circuit, circuitKinds[circuit])] },
    { title: "Restarts", kind: "num", cell: ({ restarts }) => quietZero(restarts, "warn") },
    {
      title: "In flight",
      kind: "num",
      cell: ({ inFlight, queued }) =>
        queued > 0 ? [`${inFlight} + ${queued} waiting`] : quietZero(inFlight, "name"),
    },
    { title: "Calls", kind: "num", cell: ifCalled(({ total }) => count(total)) },
    { title: "Outcomes", kind: "wide", cell: ifCalled(outcomeTags) },
    { title: "p50", kind: "num", cell: ifCalled(({ p50Ms }) => estimated(p50Ms)) },
    { title: "p95", kind: "num", cell: ifCalled(({ p95Ms }) => estimated(p95Ms)) },
    { title: "Result tokens", kind: "num", cell: ifCalled(({ answerTokens }) => count(answerTokens)) },
  ],
  empty: "No system is configured.",
  key: ({ name }) => name,
});

export const drawTokens = table("tokens", {
  columns: [
    { title: "Profile", kind: "head", cell: ({ profile }) => [outside(profile, "name")] },
    { title: "Sent", kind: "num", cell: ({ tokens }) => [count(tokens)] },
    { title: "Saved by search", kind: "num", cell: ({ saved }) => [count(saved)] },
  ],
  empty: "No list of tools was sent so far.",
  key: ({ profile }) => profile,
});

const gauge = (share) => [
  "svg",
  {
    class: share < 0.1 ? "gauge low" : "gauge",
    viewBox: "0 0 100 6",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  },
  ["rect", { width: 100 * share, height: 6 }],
];

export const drawQuotas = table("quotas", {
  columns: [
    {
      title: "System",
      kind: "head",
      cell: ({ server, quota }) => [outside(server, "name"), " ", outside(quota, "soft")],
    },
    {
      title: "Left",
      kind: "num",
      cell: ({ remaining, limit }) => [
        exact(remaining),
        limit === undefined ? undefined : toned(` of ${exact(limit)}`, "soft"),
      ],
    },
    {
      title: "Share",
      kind: "wide",
      cell: ({ remaining, limit }) => (limit > 0 ? [gauge(Math.min(1, Math.max(0, remaining / limit)))] : []),
    },
  ],
  empty: "No vendor has told of a limit so far.",
  key: ({ server, quota }) => JSON.stringify([server, quota]),
});

const longestArguments = 240;
const cut = (text) => (text.length > longestArguments ? `${text.slice(0, longestArguments)}\u2026` : text);

const ofCall = (read) => (row) => (row.kind === "call" ? read(row) : []);
const lost = (detail) => {
  const gap = JSON.parse(detail);
  return `${exact(gap.lost)} calls could not be recorded: ${gap.reason}`;
};

export const drawAudit = table("audit", {
  columns: [
    {
      title: "Tool",
      kind: "head",
      cell: ({ kind, detail, tool, server, arguments: given }) =>
        kind === "gap"
          ? [toned(lost(detail), "bad")]
          : [
              outside(tool, "mono"),
              soft(" \u00B7 ", outside(server)),
              given ? ["div", { class: "outside mono soft" }, cut(given)] : undefined,
            ],
    },
    { title: "Outcome", cell: ofCall(({ outcome }) => [tag(outcome, outcomeKind(outcome))]) },
    {
      title: "Caller",
      cell: ofCall(({ principal, client, profile }) => [
        outside(principal),
        soft(" ", outside(client), " \u00B7 ", outside(profile)),
      ]),
    },
    {
      title: "Confirmation",
      cell: ({ confirmation }) =>
        confirmation === "none" ? [] : [tag(confirmation, confirmationKinds[confirmation] ?? "")],
    },
    { title: "Took", kind: "num", cell: ofCall(({ milliseconds }) => [duration(milliseconds)]) },
    {
      title: "When",
      kind: "num",
      cell: ({ at }) => {
        const time = new Date(at);
        const attributes = { datetime: time.toISOString(), title: time.toString() };
        return [["time", attributes, time.toLocaleTimeString("en-GB")]];
      },
    },
  ],
  empty: "No call so far, or the audit log is off.",
  key: ({ seq }) => String(seq),
});
