import { expect, test } from "vitest";
import { htmlToMarkdown } from "./html.ts";

test("reads what a canvas is made of", () => {
  const html = `<!DOCTYPE html><html><head><title>Not shown</title><style>p{}</style></head><body>
    <h1 id="temp:C:1">Plan &amp; <b>risks</b></h1>
    <p id="temp:C:2" class="line">See <a href="https://a.example/?x=1&amp;y=2">the page</a><br/>today.</p>
    <ul><li id="temp:C:3">one<ul><li id="temp:C:4"><i>nested</i></li></ul></li></ul>
    <ol><li>first</li><li>second</li></ol>
    <ul><li class="checked">done</li><li class="unchecked">open</li></ul>
    <blockquote>said <code>so</code></blockquote>
    <pre>if (a &lt; b) {\n  go();\n}</pre>
    <table id="temp:C:5"><tr><td>wave</td><td>a|b</td></tr><tr><td>1</td><td>6</td></tr></table>
    <script>alert(1)</script><a href="javascript:x()">click</a></body></html>`;
  const { markdown, sections } = htmlToMarkdown(html);
  expect(markdown).toMatchInlineSnapshot(`
    "# Plan & **risks**

    See [the page](https://a.example/?x=1&y=2)
    today.
    - one
      - _nested_
    1. first
    2. second
    - [x] done
    - [ ] open
    > said \`so\`
    \`\`\`
    if (a < b) {
      go();
    }
    \`\`\`

    | wave | a\\|b |
    | --- | --- |
    | 1 | 6 |
    [click]"
  `);
  expect(sections).toEqual([
    { id: "temp:C:1", text: "Plan & **risks**" },
    { id: "temp:C:2", text: "See [the page](https://a.example/?x=1&y=2)" },
    { id: "temp:C:3", text: "one" },
    { id: "temp:C:4", text: "_nested_" },
    { id: "temp:C:5", text: "wave | a\\|b" },
  ]);
});

test.each([
  "<",
  "<p",
  "<p ".repeat(20_000),
  "<<<<",
  "&#99999999;&#x110000;&nope;",
  "</li></ul></a></td>",
  "<ul>".repeat(3000),
])("broken HTML does no harm", (html) => {
  expect(typeof htmlToMarkdown(html).markdown).toBe("string");
});
