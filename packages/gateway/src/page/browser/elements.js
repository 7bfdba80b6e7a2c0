/**
 * Elements are described as `[name, attributes, ...children]`, and only what differs from the last drawing is made anew,
 * so that a selection or a focused button outlives it. Text is set as text alone: the page's policy forbids anything else.
 */
const svgNames = new Set(["svg", "polyline", "rect"]);
const drawn = new WeakMap();

export const find = (id) => document.getElementById(id);

const make = (described) => {
  if (!Array.isArray(described)) return document.createTextNode(String(described));
  const [name, attributes, ...children] = described;
  const element = svgNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...shown(children).map(make));
  return element;
};

/** What there is nothing to say of may be left undefined. */
const shown = (children) => children.filter((child) => child !== undefined);

export const put = (parent, children) => {
  const text = JSON.stringify(shown(children));
  if (drawn.get(parent) === text) return;
  drawn.set(parent, text);
  parent.replaceChildren(...shown(children).map(make));
};

/** Keeps one child for each item, in the order of the items. */
export const each = (parent, items, { name, key, draw }) => {
  const kept = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, at) => {
    const own = key(item);
    const child = kept.get(own) ?? document.createElement(name);
    kept.delete(own);
    child.dataset.key = own;
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
    draw(child, item);
  });
  for (const child of kept.values()) child.remove();
};

const drawCell = (row, { title, kind = "", cell }) => {
  const content = shown(cell(row));
  const name = content.length === 0 ? `${kind} blank` : kind;
  return kind === "head"
    ? ["th", { scope: "row", role: "rowheader", class: name }, ...content]
    : ["td", { role: "cell", class: name, "data-label": title }, ...content];
};

/**
 * Roles are named because a table that is laid out in another way on a phone would lose them.
 * @param columns each `{ title, kind, cell }`: `kind` is `head`, `num`, `wide` or nothing, `cell` gives a list of children
 * @param empty said where there are no rows
 * @returns a function that draws rows
 */
export const table = (id, { columns, empty, key }) => {
  const titles = columns.map(({ title, kind = "" }) => [
    "th",
    { scope: "col", role: "columnheader", class: kind },
    title,
  ]);
  const body = make(["tbody", { role: "rowgroup" }]);
  find(id).append(make(["thead", { role: "rowgroup" }, ["tr", { role: "row" }, ...titles]]), body);
  const none = ["td", { class: "wide empty", role: "cell", colspan: columns.length }, empty];
  const draw = (line, row) => {
    line.setAttribute("role", "row");
    put(line, row === undefined ? [none] : columns.map((column) => drawCell(row, column)));
  };
  return (rows) =>
    each(body, rows.length > 0 ? rows : [undefined], {
      name: "tr",
      key: (row) => (row === undefined ? "" : key(row)),
      draw,
    });
};
