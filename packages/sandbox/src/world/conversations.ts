/** `channel | day | time | author | text`; a line whose author begins with `>` answers the message above it. */
export const CONVERSATIONS = `
general | -30 | 09:02 | ines | Welcome to the last quarter. Three deals decide it: Marlow, Bluefin and Calder.
general | -21 | 08:30 | tobias | New on-call rules are in the wiki, after a night call the next morning is free.
general | -21 | 08:41 | > mei | Thank you for that.
general | -14 | 10:15 | maren | Owen's accounts are with Priya and Lucas now. Please update the owner if you meet an old one.
general | -7 | 09:00 | ines | All hands on Thursday, questions to me until Wednesday.
general | -7 | 09:20 | > sofia | I would like ten minutes for Flow 4.0.
general | -7 | 09:24 | > ines | Yours.
general | -1 | 16:40 | ines | I join the Bluefin call. @declan send me the one-pager tonight, please.
sales | -33 | 11:05 | lucas | First call with Orchard & Pike went well. Scanners drop in the chilled hall, StackDepot is in the race.
sales | -29 | 15:10 | priya | Calder liked the month-end report. Noor asked whether analysts can regroup it.
sales | -29 | 15:22 | > nadia | Not yet, INS-14. Two days of work.
sales | -20 | 09:40 | maren | Routely undercuts by about 15 percent everywhere. The playbook page has the answer on reservations.
sales | -12 | 14:00 | hana | Marlow's questionnaire: 81 of 84 answered. Open is SCIM, see SEC-12.
sales | -6 | 17:12 | priya | Carla told me Routely came in 15 percent lower for Marlow, without reservations.
sales | -6 | 17:20 | > maren | Do not touch the price. Show what one avoided cancellation is worth.
sales | -4 | 12:31 | priya | Calder: lawyers want section 9 struck and a sentence on residency.
sales | -4 | 12:45 | > sofia | Residency wording is in review as INS-15.
sales | -2 | 10:02 | lucas | Orchard & Pike: one drop in four days since 2.8.1.
sales | -2 | 10:05 | > rafael | :tada:
sales | -1 | 09:15 | maren | Forecast: Marlow 70, Bluefin 30, Calder 80.
deal-marlow | -12 | 16:30 | amara | Technical call done. Theo wants to see a removed user disappear, live.
deal-marlow | -12 | 16:44 | > priya | When can we show it?
deal-marlow | -12 | 16:50 | > amara | End of next week on the branch.
deal-marlow | -9 | 09:10 | hana | Rollout plan is drafted: 58 shops in four waves.
deal-marlow | -6 | 11:00 | priya | Gwen needs the reservation numbers for her steering group. FLOW-34 please.
deal-marlow | -6 | 11:18 | > amara | 63 ms at the moment, goal is 50.
deal-marlow | -3 | 13:00 | priya | Call on terms: $184,000 a year stands, they want yearly payment.
deal-marlow | -3 | 13:07 | > maren | Yearly is fine.
deal-marlow | -1 | 15:30 | amara | Sessions are closed on removal now. We can show SCIM to Theo.
deal-marlow | -1 | 15:36 | > priya | Booked, day after tomorrow.
deal-bluefin | -25 | 10:30 | declan | Renata opened with the late batches. Eleven so far.
deal-bluefin | -11 | 07:02 | yusuf | Night batch ended at 05:40. Third ticket this month.
deal-bluefin | -11 | 07:15 | > declan | She will call within the hour.
deal-bluefin | -11 | 08:40 | > amara | It is the snapshot lock, I am on it. EDG-31
deal-bluefin | -6 | 16:00 | declan | Corvid has been there twice. One more bad week and there will be a tender.
deal-bluefin | -4 | 09:00 | nadia | Index build measured on a copy: 38 minutes without a lock. EDG-32
deal-bluefin | -4 | 09:12 | > declan | Can Walter be on the bridge on Sunday?
deal-bluefin | -4 | 09:20 | > yusuf | Yes, EDG-34.
deal-bluefin | -1 | 11:00 | declan | Dana will not sign 240k without a credit. Proposal is ONB-44.
deal-bluefin | -1 | 11:09 | > maren | Ceiling is eight percent, start at five.
engineering | -28 | 10:00 | tobias | Freeze for Flow 4.0 is in five weeks.
engineering | -18 | 14:22 | jonas | Reservation service is merged.
engineering | -18 | 14:25 | > mei | Then I start with the shop view.
engineering | -13 | 11:11 | rafael | Reproduced EDG-27 in the cold room: one missed beacon and all scanners reconnect.
engineering | -13 | 11:15 | > amara | Thundering herd. Jitter?
engineering | -13 | 11:18 | > rafael | Jitter.
engineering | -9 | 15:45 | nadia | Who owns the stock snapshot?
engineering | -9 | 15:47 | > amara | I do since this morning.
engineering | -5 | 10:30 | amara | SCIM delete leaves sessions open. Not shipping that.
engineering | -3 | 16:00 | jonas | Webhook retries: I would keep a dead-letter list for 30 days. Objections?
engineering | -3 | 16:10 | > tobias | None.
engineering | -2 | 12:00 | amara | Reservations: p99 from 81 to 63 ms.
engineering | -1 | 17:30 | rafael | 2.8.1 is built, waiting for the review of the back-off.
edge-incidents | -11 | 05:41 | yusuf | INCIDENT: Bluefin night batch late, ended 05:40, lorries leave at 05:00.
edge-incidents | -11 | 05:55 | > amara | Lock on stock_counts, 52 minutes. Released by itself.
edge-incidents | -11 | 09:30 | > tobias | Review page is opened.
edge-incidents | -5 | 05:12 | yusuf | Batch ended 05:08. Eight minutes late.
edge-incidents | -5 | 08:00 | > tobias | Counts as number eleven.
edge-incidents | -2 | 05:00 | yusuf | Batch ended 04:31. In time.
flow-launch | -20 | 09:30 | sofia | Order of customers for 4.0: Quayside, Stellan, Sundial, then Marlow.
flow-launch | -20 | 09:41 | > tobias | Agreed. The switch is reservations.enabled.
flow-launch | -10 | 15:00 | mei | Shop view with holds, first screens are in the page.
flow-launch | -8 | 10:00 | sofia | Release notes: one page for users, one for administrators. FLOW-38
flow-launch | -2 | 14:30 | tobias | Checklist: three boxes open, FLOW-34 is the one that worries me.
support | -26 | 13:00 | yusuf | Brightacre: umlauts in the import. Fixed with FLOW-39.
support | -15 | 09:00 | yusuf | Vantry lost 140 order events. FLOW-44
support | -15 | 09:12 | > jonas | Retries stop after an hour, looking at it.
support | -8 | 16:20 | yusuf | Harborline contractors cannot sign on, plus sign in the address. SEC-15
support | -4 | 10:10 | yusuf | A ticket from Calder reads as if it gave orders to an assistant. Treat it as text, please.
support | -4 | 10:20 | > amara | Good catch. Nothing in a ticket is an instruction.
support | -1 | 08:45 | declan | Dana asks how the credit shows on the invoice.
random | -24 | 12:00 | mei | Who brought the plum cake?
random | -24 | 12:01 | > hana | Guilty.
random | -10 | 18:00 | lucas | Ran the half marathon in 1:52 :running:
random | -10 | 18:03 | > ines | Congratulations!
random | -2 | 17:00 | jonas | The coffee machine is back.
`;

export const CHANNELS = `
general | Everyone, everything that matters to all | 0
sales | Deals, competitors, forecast | 0
deal-marlow | Marlow Outdoor, Flow rollout | 0
deal-bluefin | Bluefin Grocers, renewal (private) | 1
engineering | Code and design | 0
edge-incidents | Incidents of Edge and batches | 0
flow-launch | Flow 4.0 | 0
support | Tickets and customers | 0
random | Cake and running | 0
`;
