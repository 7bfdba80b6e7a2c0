import { find, put } from "./elements.js";
import { count, estimated, exact, toned } from "./words.js";

/** Calls a second, of the last minute; begun anew when the gateway was. */
const rates = [];
const mostRates = 60;
let before;

const measure = (startedAt, at, total) => {
  if (before?.startedAt !== startedAt) rates.length = 0;
  else rates.push(Math.max(0, (1000 * (total - before.total)) / Math.max(1, at - before.at)));
  before = { startedAt, at, total };
  if (rates.length > mostRates) rates.shift();
};

/** Over some seconds: of one second alone it would jump. */
const pace = () => {
  const latest = rates.slice(-10);
  return (sum(latest, (rate) => rate) / Math.max(1, latest.length)).toFixed(1);
};

const spark = () => {
  const top = Math.max(1, ...rates);
  const points = rates.map(
    (rate, i) => `${mostRates - rates.length + i},${(29 - (27 * rate) / top).toFixed(1)}`,
  );
  const frame = { class: "spark", viewBox: "0 0 60 30", preserveAspectRatio: "none", "aria-hidden": "true" };
  return ["svg", frame, ["polyline", { points: points.join(" "), "vector-effect": "non-scaling-stroke" }]];
};

const tile = ({ title, value, note, kind = "", extra }) => [
  "div",
  {},
  ["dt", {}, title],
  ["dd", { class: kind }, value],
  ["dd", {}, note],
  extra,
];

const systems = (servers) => {
  const own = servers.filter(({ kind }) => kind !== "gateway" && kind !== "gone");
  const used = own.filter(({ state }) => state === "ready").length;
  const sick = own.filter(({ state, circuit }) => state === "failed" || circuit !== "closed").length;
  const note =
    sick > 0 ? toned(`${sick} of them in trouble`, "bad") : `${used} in use, others start when called`;
  return tile({ title: "Systems", value: exact(own.length), note });
};

const slowest = (servers) => {
  const called = servers.filter(({ calls }) => calls);
  if (called.length === 0) return tile({ title: "Slowest p95", value: "\u2013", note: "no call so far" });
  const { title, calls } = called.reduce((most, one) => (one.calls.p95Ms > most.calls.p95Ms ? one : most));
  return tile({
    title: "Slowest p95",
    value: estimated(calls.p95Ms),
    note: ["span", { class: "outside" }, title],
  });
};

const waiting = ({ approvals, held, refused, auditErrors }) => {
  const value = approvals.filter(({ state }) => state === "pending").length + held.length;
  const turned = Object.entries(refused).map(([reason, times]) => `${exact(times)} refused by ${reason}`);
  const lost = auditErrors > 0 ? toned(`${exact(auditErrors)} audit rows lost`, "bad") : undefined;
  const note = lost ?? (turned.length > 0 ? turned.join(", ") : "for a decision");
  return tile({ title: "Waiting", value: exact(value), note, kind: value > 0 ? "warn" : "" });
};

const sum = (rows, read) => rows.reduce((all, row) => all + (read(row) ?? 0), 0);

export const drawTiles = (status) => {
  const { at, startedAt, servers, definitions } = status;
  const total = sum(servers, ({ calls }) => calls?.total);
  const fine = sum(servers, ({ calls }) => (calls?.outcomes.ok ?? 0) + (calls?.outcomes.cancelled ?? 0));
  const failed = total - fine;
  measure(startedAt, at, total);
  put(find("tiles"), [
    systems(servers),
    tile({
      title: "Calls",
      value: count(total),
      note: `${pace()} a second`,
      extra: spark(),
    }),
    tile({
      title: "Failed",
      value: count(failed),
      note: total > 0 ? `${((100 * failed) / total).toFixed(1)} % of all calls` : "no call so far",
      kind: failed > 0 ? "warn" : "",
    }),
    slowest(servers),
    tile({
      title: "Tokens saved",
      value: count(sum(definitions, ({ saved }) => saved)),
      note: ["span", {}, count(sum(definitions, ({ tokens }) => tokens)), " of definitions sent"],
    }),
    waiting(status),
  ]);
};
