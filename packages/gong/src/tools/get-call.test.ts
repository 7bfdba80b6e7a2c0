import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";
import { bluefin, orchard } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const get = (args: Record<string, unknown>) => gong.call("gong_get_call", args);

test("returns a call by its link, with what Gong made of it", async () => {
  const answer = await get({ call: `https://us-12345.app.gong.io/call?id=${orchard}&x=1` });
  expect(answer.text).toMatchInlineSnapshot(`
    "id: 2602316462518554146
    title: Orchard & Pike - Edge pilot: Discovery
    url: https://app.gong.io/call?id=2602316462518554146
    started_at: 2026-10-18T16:30:00Z
    minutes: 2.3
    host: Lucas Ferreira [4521703381940000572]
    about: External, Conference, Video, eng
    workspace: Sales [6243517728310051984]
    outcome: Next step agreed

    Fergus Pike and Tessalane spoke about Tessalane Edge. Today scanners in the chilled hall drop off the network and boxes are packed twice. The alternative is StackDepot. Ship firmware 2.8.1 to the pilot gateways and measure a full week.

    CRM:
    - HubSpot Opportunity Orchard & Pike - Edge pilot [31480220020]
    - HubSpot Account Orchard & Pike [18250400107]

    name	email	title	side	user_id
    Lucas Ferreira	lucas.ferreira@tessalane.example	Account Executive	internal	4521703381940000572
    Hana Kobayashi	hana.kobayashi@tessalane.example	Solutions Engineer	internal	4521703381940000672
    Fergus Pike	fergus.pike@orchard-pike.example	Co-founder and COO	external	
    Ottilie Marsh	ottilie.marsh@orchard-pike.example	Packing Hall Manager	external	

    Key points:
    - Pain: scanners in the chilled hall drop off the network and boxes are packed twice.
    - Compared with StackDepot.
    - Interest in Tessalane Edge is concrete; budget about $62,500.

    Topics:
    - Small talk: 0:14
    - Current situation: 1:02
    - Requirements: 0:41
    - Next steps: 0:21

    Trackers:
    - Competitors: 1 (at 1:32)"
  `);
});

test("only what is asked for is fetched", async () => {
  const answer = await get({ call: orchard, include: ["brief"] });
  expect(Object.keys(answer.structured)).not.toContain("topics");
  const body = gong.sandbox.requests.findLast(({ path }) => path.endsWith("/extensive"))?.body;
  expect(body).toEqual({
    filter: { callIds: [orchard] },
    contentSelector: { exposedFields: { parties: true, content: { brief: true } } },
  });
});

test("outline, highlights, statistics and comments come with include", async () => {
  const include = ["parties", "outline", "highlights", "stats", "comments"];
  const answer = await get({ call: bluefin, include });
  expect(answer).toSucceed({
    outline: expect.arrayContaining(["0:00 PRICING", "1:52 NEXT STEPS"]) as string[],
    highlights: expect.arrayContaining([
      "Next steps: 1:52 Follow up with Renata Souza within a week",
    ]) as string[],
    stats: expect.objectContaining({ talk_ratio: 0.47, questions_by_us: 3 }) as object,
    comments: [expect.stringMatching(/^0:58 Maren Oduya \[4521703381940000372\]: Good question/) as string],
  });
  expect(answer.text).toContain("Declan Moriarty\tdeclan.moriarty@tessalane.example");
});

test("a call that is not there is said to be so", async () => {
  expect(await get({ call: "1234567890" })).toFailWith("input", /no call 1234567890.*not yet processed/);
  expect(await get({ call: "the one with Bluefin" })).toFailWith(
    "input",
    /is no call: pass its id or its link/,
  );
});
