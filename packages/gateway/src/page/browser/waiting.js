import { each, find, put } from "./elements.js";
import { outside, soft, span, tag } from "./words.js";

const decideButton = (id, decision, text, about) => [
  "button",
  {
    type: "button",
    class: decision === "approve" ? "main" : "",
    "data-id": id,
    "data-decision": decision,
    "aria-label": `${text} ${about}`,
  },
  text,
];

/** The buttons are drawn apart: they stay as they are while the time that is left runs down. */
const card = (item, about, buttons) => {
  if (item.children.length === 0)
    for (const name of ["", "decide"])
      item.append(Object.assign(document.createElement("div"), { className: name }));
  const [text, decide] = item.children;
  put(text, about);
  put(decide, buttons);
};

const drawCall =
  (now) =>
  (item, { id, tool, principal, summary, state, expiresAt, decidedBy }) => {
    const left = `${span(expiresAt - now)} left`;
    const about = [
      outside(tool, "name mono"),
      soft(" for ", outside(principal), ` \u00B7 ${left} \u00B7 `, ["span", { class: "mono" }, id]),
      [
        "pre",
        { class: "outside", tabindex: 0, role: "group", "aria-label": `What ${tool} is called with` },
        summary,
      ],
    ];
    const by = decidedBy ? ` by ${decidedBy}` : "";
    const decided = tag(`${state}${by}, waits for its client`, state === "approved" ? "good" : "bad");
    const buttons = [decideButton(id, "approve", "Approve", tool), decideButton(id, "deny", "Deny", tool)];
    card(item, about, state === "pending" ? buttons : [decided]);
  };

const diffKinds = { "+": "added", "-": "gone" };

const drawHeld = (item, { id, name, server, reason, diff }) => {
  const lines = diff.map((line) => ["div", { class: diffKinds[line[0]] ?? "" }, line]);
  const what = reason === "new" ? "a new tool" : "its definition has changed";
  const about = [
    outside(name, "name mono"),
    soft(" of ", outside(server), ` \u00B7 held back: ${what} \u00B7 `, ["span", { class: "mono" }, id]),
    [
      "pre",
      { class: "outside", tabindex: 0, role: "group", "aria-label": `What differs in ${name}` },
      ...lines,
    ],
  ];
  card(item, about, [decideButton(id, "approve", "Accept", name)]);
};

const byId = ({ id }) => id;

export const drawWaiting = ({ at, approvals, held }) => {
  each(find("calls"), approvals, { name: "li", key: byId, draw: drawCall(at) });
  each(find("held"), held, { name: "li", key: byId, draw: drawHeld });
  const some = approvals.length + held.length > 0;
  // What was just decided can still be read when nothing else waits.
  find("waiting").hidden = !some && find("said").textContent === "";
};
