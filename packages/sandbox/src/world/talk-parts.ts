import type { CallKind } from "./talk.ts";

export const BACKCHANNEL = [
  "Right.",
  "Makes sense.",
  "Okay.",
  "Understood.",
  "Yes, exactly.",
  "Good to know.",
];

export const OPENINGS = [
  `S: Hi {customer}, thanks for making the time today.
   C: Of course, happy to be here.
   S: I brought {expert} along, who knows {product} inside out.
   E: Hello everyone.
   S: Before we start, is there anything that changed on your side since we last wrote?
   C: Not much, only that the pressure has gone up.`,
  `C: Hello {seller}, can you hear me?
   S: Loud and clear, {customer}.
   S: {expert} is with me, and I suggest that we keep ten minutes for next steps at the end.
   C: Good idea, I have a hard stop on the hour.
   E: Then let us get going.`,
  `S: Good morning, {customer}, and welcome {second}.
   D: Morning.
   C: We have read what you sent, so feel free to skip the slides.
   S: Gladly.
   E: I like meetings like that.`,
];

export const CLOSINGS = [
  `S: Let me sum up, then: {next}.
   C: Yes, and please put that in writing today.
   S: You will have it before the end of the day.
   C: Then talk soon, thank you both.
   E: Thanks, bye.`,
  `C: What do you need from us?
   S: From our side it is clear: {next}.
   C: Fine. I will keep {second} in the loop.
   S: Shall we hold the same slot next week?
   C: Works for me. Goodbye.`,
];

/** Four of these make the middle of a call. */
export const PARTS: Readonly<Record<CallKind, readonly string[]>> = {
  discovery: [
    `S: How does a normal day look for your team?
     C: Honestly, {pain}.
     S: How long has that been the case?
     C: It crept in over two years, and now everybody feels it.
     E: What would happen if nothing changed until the next peak?
     C: We would have to hire four people only to correct mistakes.`,
    `S: Who else looks at this decision?
     C: Finance signs, IT has a veto, and I own the result.
     D: And the warehouse has to live with it.
     S: That is very helpful.`,
    `E: Which systems would {product} have to talk to?
     C: The ERP, the web shop, and a carrier platform that nobody likes.
     E: We have connectors for the first two and an open interface for the third.
     C: How much work is the third?
     E: About five days for someone who knows their API.`,
    `S: Have you looked at anybody else?
     C: We saw {competitor} last month.
     S: What did you like about it?
     C: The screens were pretty, but stock was only refreshed every hour.
     E: Ours is refreshed with every scan.`,
    `S: Is there a budget already?
     C: There is a frame of about {price} for the first year.
     S: That fits what I have seen at companies of your size.
     C: If the pilot holds, more is possible.`,
  ],
  demo: [
    `E: What you see here is {product} with your own sample data.
     C: Those are our real article numbers?
     E: Yes, from the file that you sent on Monday.
     D: Then that one is discontinued.
     E: And it is greyed out, right here.`,
    `C: Can I see what happens when a warehouse goes offline?
     E: I will pull the plug on it now.
     E: Orders move to the next best location within a second, and the change is written to the log.
     C: That is the first time someone showed us that live.`,
    `D: Can my people change the rules, or do we have to call you?
     E: They drag them in this list; nobody needs to write code.
     D: And if somebody drags it wrong?
     E: Every version is kept, so you go back with one click.`,
    `C: How does this compare with {competitor}?
     S: They plan in batches; we decide order by order.
     C: Batches are exactly our problem: {pain}.
     S: That is why I wanted you to see this screen.`,
    `S: What is the price you have in mind when you see this?
     C: We talked about {price}, and I can defend that.
     D: As long as training is included.
     S: Training is included for the first year.`,
  ],
  technical: [
    `C: Where does our data live?
     E: In the region that you choose, encrypted with a key of your own if you want.
     C: And who at your company can read it?
     E: Two people on call, with an approval that is logged and visible to you.`,
    `D: How do users get in and out?
     E: Single sign-on is there today, and provisioning over SCIM is in test.
     D: Without provisioning our security team will not sign.
     E: I can show it to you on our test tenant, that is how far it is.`,
    `E: Let me draw how the gateway buffers scans.
     C: How long can it run without a network?
     E: Eight hours at your volume, then it warns the shift lead.
     C: Our longest outage was three.`,
    `C: What happens when your service is late?
     E: You see the queue length on the status page, and there is a webhook for it.
     C: We want that in our own monitoring.
     E: There is a Prometheus endpoint for every tenant.`,
    `D: {competitor} told us that their interface is simpler.
     E: It has fewer calls, that is true, but no idempotency: a repeat books twice.
     D: That has bitten us before.
     C: More than once. Remember that {pain}.`,
  ],
  commercial: [
    `S: You have the offer in front of you: {price} a year, three years, with the ramp we talked about.
     C: The number is at the upper end of what I can carry.
     S: What would make it easier?
     C: Yearly instead of upfront payment, and a way out after the first year.`,
    `C: {competitor} has sent us something fifteen percent below that.
     S: For the same scope?
     C: No, without store-level reservations.
     S: Then let us compare what an avoided cancellation is worth to you.
     C: That is how I would argue it internally.`,
    `D: Our lawyers have redlines on liability and on data residency.
     S: Residency is solved, section 4.2 names the region.
     D: And liability?
     S: We can go to twelve months of fees, not beyond.
     D: I will take that back.`,
    `C: What does support cost on top?
     S: Standard is in the price, and night shift is eight percent.
     C: We need nights, because {pain}.
     S: Then I put it in as an option so that your board sees both figures.`,
    `S: When does your board meet?
     C: On the second Thursday of the month, papers go out a week before.
     S: So the final version has to be with you by then.
     C: Correct, otherwise it slips by a month.`,
  ],
  review: [
    `C: I will be direct: {pain}.
     E: We counted the same, and I have the timeline here.
     C: Good, because last time we were told that it was the network.
     E: It was not. It was our index, and the fix has a date.`,
    `C: My board asks why we do not look around.
     S: Have you been approached?
     C: {competitor} was here twice.
     S: I would rather hear that from you than read it.
     C: One more bad week and there will be a tender.`,
    `E: This is the graph of the last thirty days.
     D: The dips are our night shifts.
     E: Yes, and each has a ticket with a cause.
     D: Can I export that?
     E: I will send you the file after the call.`,
    `S: What is going well?
     C: Your support answers at three in the morning, that I must say.
     E: I will pass that on to the team.
     C: They deserve it.`,
    `C: What does the contract say about credits?
     S: Up to eight percent of the yearly fee of {price}.
     C: Then I would like a proposal, not a discussion.
     S: You will have one this week.`,
  ],
};

/** What is only said in the four stories. */
export const STORY_PARTS: Readonly<Record<string, Partial<Record<CallKind, string>>>> = {
  "marlow-flow": {
    discovery: `C: One order in nine is cancelled because the shop sold the last piece a minute earlier.
      S: What does one cancelled order cost you?
      C: About thirty-one dollars, and a customer.`,
    technical: `D: I need to see a user disappear from your system when I remove her from the directory.
      E: That is the last open item of SEC-12, and it works on the branch since yesterday.
      D: Then show me the branch.`,
    commercial: `C: Carla wants the data processing agreement before Thursday's steering group.
      S: It is with our lawyers, you will have the redlines tomorrow.
      C: And Theo still waits for the SCIM walk-through.`,
  },
  "orchard-edge": {
    discovery: `C: In the chilled hall the scanners drop off and somebody packs the same box again.
      E: How often in a shift?
      D: On a bad day twenty times.`,
    technical: `E: We found a reconnect storm in firmware 2.8.0, the ticket is EDG-27.
      D: So it is not our walls?
      E: It is not your walls. Version 2.8.1 backs off instead of hammering the access point.`,
    review: `D: Since the update we had one drop in four days.
      C: Our target was fewer than three a shift.
      E: Let us wait for the full week before we open the sparkling wine.`,
  },
  "bluefin-renewal": {
    review: `C: Eleven late batches this quarter, and the lorries leave at five.
      E: The lock is in the stock snapshot, EDG-31, and the new index goes live on Sunday night.
      C: I want Walter to be on the bridge when you do that.`,
    commercial: `C: Dana will not sign two hundred and forty thousand without a credit.
      S: I can offer two months of the late nights, and a service level with teeth.
      C: Put it on one page for the call with Ines.`,
  },
  "calder-insight": {
    demo: `C: Two of my analysts lose a week each month on this report.
      E: Here it is, in eleven seconds.
      C: Can they still change the groups?`,
    technical: `D: Does any data leave the United States?
      E: No, the warehouse is pinned to your region, and the connector writes only there.
      D: I need that sentence in the contract.`,
    commercial: `D: Section 9 gives you the right to use our data for benchmarks.
      S: We can strike that.
      D: Then we are close.`,
  },
};
