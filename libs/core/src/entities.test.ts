import { expect, test } from "vitest";
import { decodeEntities, escapeAttribute, escapeText } from "./entities.ts";

test("names, decimal and hexadecimal references are read once", () => {
  expect(decodeEntities("a&nbsp;&lt;b&gt; &amp;amp; &QUOT;&apos;&#39;&#x1F600;")).toBe(
    "a <b> &amp; \"''\u{1F600}",
  );
});

test("what is no character stays as it is", () => {
  expect(decodeEntities("&#0; &#1114112; &#x110000; &unknown; R&D &;")).toBe(
    "&#0; &#1114112; &#x110000; &unknown; R&D &;",
  );
});

test("what was escaped is read back", () => {
  const text = `<a href="x">R&D &amp; 'more'</a>`;
  expect(escapeText(text)).toBe(`&lt;a href="x"&gt;R&amp;D &amp;amp; 'more'&lt;/a&gt;`);
  expect(escapeAttribute(text)).not.toContain('"');
  expect(decodeEntities(escapeAttribute(text))).toBe(text);
});
