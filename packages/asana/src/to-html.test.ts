import { checkHtml } from "@sophia-mcp/sandbox/asana/rich-text";
import { expect, test } from "vitest";
import { toHtml } from "./to-html.ts";
import { toMarkdown } from "./to-markdown.ts";

test.each([
  ["plain & <simple>", "plain &amp; &lt;simple&gt;"],
  ["R&amp;D", "R&amp;D"],
  ["one\n\ntwo\nthree", "one\n\ntwo\nthree"],
  ["# Big\n\n### Small\n\ntext", "<h1>Big</h1><h2>Small</h2>text"],
  ["**b** *i* ~~s~~ `c < d`", "<strong>b</strong> <em>i</em> <s>s</s> <code>c &lt; d</code>"],
  ['[x](https://a.example/?a=1&b="2")', '<a href="https://a.example/?a=1&amp;b=&quot;2&quot;">x</a>'],
  ["[x](javascript:alert)", "x"],
  ["![alt](https://a.example/i.png)", '<a href="https://a.example/i.png">alt</a>'],
  ["```ts\nif (a < b) {}\n```", "<pre>if (a &lt; b) {}</pre>"],
  ["- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"],
  ["- [x] done\n- [ ] open", "<ul><li>[x] done</li><li>[ ] open</li></ul>"],
  ["> quoted\n>\n> - item", "<blockquote>quoted\n- item</blockquote>"],
  [
    "- > quote in a list\n- ```\n  code\n  ```",
    "<ul><li>quote in a list</li><li><code>code</code></li></ul>",
  ],
  ["a\n\n---\n\nb", "a<hr/>b"],
  ["| a | b |\n| - | - |\n| 1 | 2 |", "<pre>a | b\n1 | 2</pre>"],
  ["<b>bold</b> <script>x</script>", "&lt;b&gt;bold&lt;/b&gt; &lt;script&gt;x&lt;/script&gt;"],
  ["bell\u0007 and lone \uD800", "bell and lone \uFFFD"],
])("%j becomes %j in notes", async (markdown, html) => {
  expect(await toHtml(markdown, "notes")).toBe(`<body>${html}</body>`);
});

test("comments know neither headings nor rules", async () => {
  expect(await toHtml("# T\n\n---\n\nx", "comment")).toBe("<body><strong>T</strong>\n\n---\n\nx</body>");
});

test.each([
  "Two **more** *shifts*, `0` drops and ~~none~~ lost.",
  "# Title\n\nText\n\n## Part\n\n- a\n  - b\n- c",
  "1. one\n2. two\n\nafter",
  "> quoted\n> twice\n\nafter",
  '```\nif (a < b) { c("**") }\n```',
  "[docs](https://docs.example/a?b=1&c=2) & more",
  "a\n\n---\n\nb",
])("%j survives the way to Asana and back", async (markdown) => {
  expect(toMarkdown(await toHtml(markdown, "notes"))).toBe(markdown);
});

test.each([
  [
    '<body>by <a href="https://app.asana.com/0/1/list" data-asana-gid="1" data-asana-type="user">Ada</a></body>',
    "by [Ada](https://app.asana.com/0/1/list)",
  ],
  ['<body>see <a data-asana-gid="12"/></body>', "see https://app.asana.com/0/0/12"],
  [
    '<body><img data-asana-gid="1" alt="hall"/> <u>under</u> <unknown>kept</unknown></body>',
    "[image: hall] under kept",
  ],
  ["<body><table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table></body>", "a | b\n1 | 2"],
  ["<body>5 &lt; 6 &amp;amp; &#233; &nbsp;x</body>", "5 < 6 &amp; \u00E9  x"],
  ["", ""],
])("%j reads as %j", (html, markdown) => {
  expect(toMarkdown(html)).toBe(markdown);
});

test("a hostile text of tags that never close is read to its end", () => {
  expect(toMarkdown(`<body>${"<a href=".repeat(20_000)}`)).toHaveLength(160_000);
  expect(toMarkdown(`<body>${"<".repeat(50_000)}${"&".repeat(50_000)}`)).toHaveLength(100_000);
});

const awkward = [
  "- # heading in a list\n- > quote\n  > - deep\n- | a |\n  | - |\n  | b |\n- ---",
  "> # heading\n>\n> ```\n> code\n> ```\n>\n> > twice\n>\n> 1. one\n> 2. two",
  "# **bold** `code` [link](https://a.example) heading",
  "[**bold** [inner](https://b.example)](https://a.example) ***both*** ~~`x`~~",
  "1. a\n\n   second paragraph\n\n   ```\n   code & <tags>\n   ```\n2. - [ ] task",
  "<div>\n<p>html</p>\n</div>\n\n&lt;b&gt; &amp;amp; &#0; &#x1F600; </body>",
  "[ref]: https://a.example\n\n[ref] ![img](data:x) <https://auto.example> a@b.example\\\nbreak  \nbreak",
];

test.each(awkward)("whatever Markdown says, Asana accepts what becomes of it: %j", async (markdown) => {
  for (const kind of ["notes", "comment"] as const) {
    const html = await toHtml(markdown, kind);
    expect(checkHtml("html", html, kind)).toBe(html);
  }
});
