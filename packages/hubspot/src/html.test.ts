import { expect, test } from "vitest";
import { htmlOf, textOf } from "./html.ts";

test.each([
  ["# Title", "<p><strong>Title</strong></p>"],
  ["one\ntwo", "<p>one<br>two</p>"],
  ["- [x] done\n- open", "<ul>\n<li>[x] done</li>\n<li>open</li>\n</ul>"],
  ["[site](https://a.example/?x=1&y=2)", '<p><a href="https://a.example/?x=1&amp;y=2">site</a></p>'],
  ["![chart](https://a.example/c.png)", '<p><a href="https://a.example/c.png">chart</a></p>'],
  ["`a < b`", "<p><code>a &lt; b</code></p>"],
  ["```js\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"],
])("Markdown %j becomes HTML that HubSpot keeps", async (markdown, html) => {
  expect(await htmlOf(markdown)).toBe(html);
});

test.each([
  "<script>alert(1)</script>",
  "text <img src=x onerror=alert(1)> text",
  "[x](javascript:alert(1))",
  "[x](data:text/html;base64,AAAA)",
  "![x](javascript:alert(1))",
  '[x](https://a.example/"onmouseover="alert(1))',
  "<https://a.example/><svg/onload=alert(1)>",
])("%s leaves no tag or attribute that runs", async (markdown) => {
  const html = await htmlOf(markdown);
  const tags = html.match(/<[^>]*>/g) ?? [];
  for (const tag of tags) expect(tag).toMatch(/^<(\/?(p|a|strong)|a href="(https:[^"<>]*)")>$/);
});

test.each([
  ["<p>One</p>\n<p>Two&nbsp;<b>three</b></p>", "One\nTwo three"],
  ["<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "- a\n- b"],
  ["<p>Hi</p><br><br><br><p>there</p>", "Hi\n\nthere"],
  ["plain\ntext, 3 < 4 & 5 > 4", "plain\ntext, 3 < 4 & 5 > 4"],
  [
    "<style>p { color: red }</style><p>&lt;b&gt; &#8364; &#x20AC; &amp;lt; &unknown;</p>",
    "<b> € € &lt; &unknown;",
  ],
  ["&#99999999; &#x110000;", "&#99999999; &#x110000;"],
])("HTML %j becomes text", (html, text) => {
  expect(textOf(html)).toBe(text);
});

test.each(["<", "<style>", "<p ", "&#", " ", "<!--", "<li", "</"])(
  "a million characters of %j are read in time",
  (part) => {
    const text = textOf(part.repeat(1_000_000 / part.length));
    expect(text.length).toBeLessThanOrEqual(2_000_000);
  },
);

test.each(["*", "[", "`", "![](", "- ", "|", "<", "_a"])(
  "a long text of %j is written in time",
  async (part) => {
    expect(await htmlOf(part.repeat(60_000 / part.length))).toBeTypeOf("string");
  },
);

test("Markdown that is nested beyond reason is refused as such", async () => {
  await expect(htmlOf("> ".repeat(30_000))).rejects.toThrow(/nested too deep/);
});
