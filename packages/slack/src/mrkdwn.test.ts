import { expect, test } from "vitest";
import { letters, mentionedIds, toMarkdown, toMrkdwn } from "./mrkdwn.ts";

const names = {
  user: (id: string) => (id === "U1" ? "Ada" : id),
  channel: (id: string) => (id === "C1" ? "ops" : id),
};

test.each([
  ["bold, italic and strike", "*bold* _slant_ ~gone~", "**bold** _slant_ ~~gone~~"],
  ["a star that means multiplication", "2 * 3 * 4", "2 * 3 * 4"],
  ["bold beside punctuation", "(*now*), *then*.", "(**now**), **then**."],
  ["people and channels", "<@U1> in <#C1|> and <#C2|dev>", "@Ada in #ops and #dev"],
  ["unknown ids", "<@U9> <#C9>", "@U9 #C9"],
  ["everyone and groups", "<!here> <!subteam^S1|@ops> <!subteam^S2>", "@here @ops @S2"],
  ["a date", "<!date^1392734382^{date}|Feb 18>", "Feb 18"],
  [
    "links",
    "<https://a.example?x=1&amp;y=2|page> <https://b.example>",
    "[page](https://a.example?x=1&y=2) https://b.example",
  ],
  ["mail", "<mailto:a@b.example|a@b.example>", "a@b.example"],
  ["entities", "a &lt; b &amp;&amp; c", "a < b && c"],
  ["code stays", "`*no*` and ```\n<raw> *x*\n```", "`*no*` and ```\n<raw> *x*\n```"],
  ["bullets", "• one\n• two", "- one\n- two"],
])("reads %s", (_, mrkdwn, markdown) => {
  expect(toMarkdown(mrkdwn, names)).toBe(markdown);
});

test.each([
  ["bold and strike", "**bold** ~~gone~~", "*bold* ~gone~"],
  ["italic with stars", "some *slant* here", "some _slant_ here"],
  ["a heading", "## Result\ntext", "*Result*\ntext"],
  [
    "links as addresses",
    "[page](https://a.example?x=1&y=2), <https://b.example|b> https://c.example",
    "page `https://a.example?x=1&amp;y=2`, b `https://b.example` `https://c.example`",
  ],
  ["a picture", "![chart](https://a.example/c.png)", "chart `https://a.example/c.png`"],
  ["mentions", "<@U0123456> and <!here>", "<@U0123456> and <!here>"],
  ["signs", "a < b & c > d", "a &lt; b &amp; c &gt; d"],
  ["a quote", "> said", "> said"],
  ["bullets", "- one\n  * two", "• one\n  • two"],
  ["code", "`**x** <https://a.example>`", "`**x** &lt;https://a.example&gt;`"],
])("writes %s", (_, markdown, mrkdwn) => {
  expect(toMrkdwn(markdown)).toBe(mrkdwn);
});

test("a text has the same letters in Markdown and in Slack's form", () => {
  const markdown = "# Numbers\n**41** of [84](https://a.example/q?x=1&y=2) by <@U0123456> & <#C0123456>";
  const mrkdwn = "*Numbers*\n*41* of <https://a.example/q?x=1&amp;y=2|84> by <@U0123456> &amp; <#C0123456>";
  expect(letters(mrkdwn)).toBe(letters(markdown));
  expect(letters("*Yes*, it is")).not.toBe(letters("No, it is"));
});

test("finds the ids whose names are missing", () => {
  expect(mentionedIds("<@U1> <@W2|old> <#C3|> <#C4|named>")).toEqual({
    users: ["U1", "W2"],
    channels: ["C3"],
  });
});

test.each(["*", "<", "`", "*a ", "~ ", "<@", "[](", "> "])("%s over and over is read to the end", (part) => {
  const text = part.repeat(50_000);
  expect(toMarkdown(text).length).toBeGreaterThan(0);
  expect(toMrkdwn(text).length).toBeGreaterThan(0);
});
