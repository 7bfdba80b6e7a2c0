const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const exact = (value) => whole.format(value);
export const brief = (value) => compact.format(value);
export const count = (value) =>
  value < 10_000 ? exact(value) : ["span", { title: exact(value) }, brief(value)];

export const duration = (ms) => {
  if (ms < 1) return "<1 ms";
  return ms < 1000 ? `${exact(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
};
/** Of a histogram, which tells nothing finer than its first bound and nothing above its last. */
export const estimated = (ms) => {
  if (ms < 5) return "<5 ms";
  return ms >= 30_000 ? ">30 s" : duration(ms);
};
export const span = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
};

/** A text from elsewhere, whose direction of writing changes nothing around it. */
export const outside = (text, kind = "") => ["span", { class: `outside ${kind}` }, text];
export const soft = (...children) => ["span", { class: "soft small" }, ...children];
export const tag = (text, kind = "") => ["span", { class: `tag ${kind}` }, text];
export const toned = (value, kind) => ["span", { class: kind }, value];

const outcomeKinds = {
  ok: "good",
  input: "warn",
  config: "warn",
  auth: "warn",
  policy: "warn",
  cancelled: "",
};
export const outcomeKind = (outcome) => outcomeKinds[outcome] ?? "bad";
