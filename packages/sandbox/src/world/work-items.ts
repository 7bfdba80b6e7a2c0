/** Sixty pieces of work. Due days are relative to today; `-` is none. */
export const WORK_COLUMNS = [
  "key",
  "project",
  "assignee",
  "state",
  "priority",
  "due",
  "labels",
  "deal",
  "title",
  "description",
] as const;

export const WORK_ITEMS = `
FLOW-31 | flow4 | sofia | done | 2 | -20 | spec | - | Write the spec for store-level reservations | Reserve a piece in a shop for fifteen minutes while the web order is paid.
FLOW-32 | flow4 | jonas | done | 2 | -14 | backend | marlow-flow | Reservation service with expiry | Holds live in the order store; an expired hold gives the piece back.
FLOW-33 | flow4 | mei | in_review | 2 | 1 | frontend | marlow-flow | Show reservations in the shop view | Shop staff see which pieces are held and for how long.
FLOW-34 | flow4 | amara | in_progress | 1 | 4 | backend,performance | marlow-flow | Keep reservations under 50 ms at peak | The load test reaches 81 ms at 400 orders a second.
FLOW-35 | flow4 | jonas | todo | 3 | 12 | backend | - | Rules as versioned documents | Every change of a routing rule is a version that can be brought back.
FLOW-36 | flow4 | mei | todo | 3 | 15 | frontend | - | Drag and drop for routing rules | Operators order rules without writing code.
FLOW-37 | flow4 | - | backlog | 4 | - | backend | - | Split shipments by cost | Weigh the extra parcel against the wait.
FLOW-38 | flow4 | sofia | in_progress | 2 | 6 | launch | - | Release notes for Flow 4.0 | One page for users, one for administrators.
FLOW-39 | flow4 | nadia | done | 3 | -8 | bug,import | - | Bulk import refuses umlauts | Files in Latin-1 were read as UTF-8. Reported by Brightacre Seeds.
FLOW-40 | flow4 | jonas | cancelled | 4 | - | backend | - | Own e-mail templates | Superseded by webhooks.
FLOW-41 | flow4 | amara | in_progress | 2 | 8 | backend | bluefin-renewal | Night batch on the new queue | The batch shares workers with live orders; give it its own.
FLOW-42 | flow4 | mei | todo | 3 | 20 | frontend | - | Dark theme for the picking screen | Night shifts asked for it.
FLOW-43 | flow4 | tobias | in_progress | 1 | 10 | launch | - | Go-live checklist for Flow 4.0 | Who is on call, how we roll back, which customers go first.
FLOW-44 | flow4 | jonas | todo | 1 | 2 | bug,webhooks | - | Webhook retries stop after one hour | Vantry Home lost 140 order events. Retry for 24 hours and keep a dead-letter list.
FLOW-45 | flow4 | nadia | backlog | 4 | - | data | - | Archive orders older than two years | Move to cold storage, keep them searchable.
EDG-24 | edge | rafael | done | 2 | -30 | firmware | - | Firmware 2.8.0 | Faster roaming between access points.
EDG-25 | edge | rafael | done | 3 | -25 | firmware | orchard-edge | Ship four pilot gateways to Bristol | Serial numbers are in the pilot page.
EDG-26 | edge | amara | done | 2 | -18 | backend | orchard-edge | Scan log per gateway | So that the pilot can be measured.
EDG-27 | edge | rafael | in_review | 1 | 0 | bug,firmware | orchard-edge | Scanners drop in the chilled hall | Since 2.8.0 a lost beacon makes all scanners reconnect at once. Back off with jitter.
EDG-28 | edge | rafael | in_progress | 1 | 1 | firmware,release | orchard-edge | Firmware 2.8.1 | Contains the back-off of EDG-27 and nothing else.
EDG-29 | edge | nadia | todo | 2 | 5 | data | orchard-edge | Seven-day report of dropped scans | Drops per shift and gateway, for the pilot review.
EDG-30 | edge | amara | todo | 3 | 18 | backend | - | Show the battery of handheld gateways | Polaris sees nine hours instead of twelve in the cold.
EDG-31 | edge | amara | in_progress | 1 | 2 | bug,database | bluefin-renewal | Night batch runs late | The stock snapshot takes a table lock. Needs an index on (site_id, counted_at). Reported by Bluefin Grocers.
EDG-32 | edge | nadia | in_review | 1 | 1 | database | bluefin-renewal | Build the snapshot index without a lock | Concurrent build, measured on a copy: 38 minutes.
EDG-33 | edge | tobias | todo | 2 | 3 | incident | bluefin-renewal | Incident review of the late batches | Eleven nights, one cause. Goes to the customer.
EDG-34 | edge | yusuf | todo | 2 | 2 | support | bluefin-renewal | Bridge with Bluefin for Sunday night | Walter Grieg joins; dial-in and roll-back plan in the page.
EDG-35 | edge | - | backlog | 4 | - | firmware | - | Over-the-air updates in groups | Ten percent first, then the rest.
EDG-36 | edge | rafael | backlog | 3 | - | hardware | - | Test cold batteries at minus 25 | Two suppliers.
SEC-10 | access | amara | done | 2 | -40 | security | - | Audit log of administrator actions | Kept for a year, can be exported.
SEC-11 | access | amara | done | 1 | -22 | security | marlow-flow | Single sign-on with SAML | Tested with three directories.
SEC-12 | access | amara | in_progress | 1 | 2 | security,scim | marlow-flow | SCIM provisioning | Create, change and remove users from the customer's directory. Last blocker of Marlow's security review.
SEC-13 | access | mei | in_review | 2 | 1 | frontend,scim | marlow-flow | Settings page for SCIM tokens | Create, show once, revoke.
SEC-14 | access | sofia | todo | 2 | 4 | docs,scim | marlow-flow | Guide: connect your directory | Screens for the two directories that customers use most.
SEC-15 | access | jonas | in_progress | 1 | 3 | bug,sso | - | Plus sign in address breaks sign-on | Harborline's contractors have addresses such as name+site@company.
SEC-16 | access | - | backlog | 3 | - | security | - | Customer-managed keys | Asked for in four tenders this year.
SEC-17 | access | amara | todo | 2 | 9 | security | - | Answer the yearly penetration test | Two findings of medium weight.
SEC-18 | access | hana | in_progress | 2 | 1 | docs | marlow-flow | Finish Marlow's security questionnaire | 84 questions, 3 open.
INS-11 | insight | nadia | done | 2 | -35 | connector | calder-insight | Warehouse connector, first version | Writes orders and stock once an hour.
INS-12 | insight | nadia | done | 2 | -16 | connector | calder-insight | Month-end stock report | Replaces the two-analyst week.
INS-13 | insight | nadia | in_progress | 1 | 5 | connector,security | calder-insight | Pin the warehouse to a region | The connector refuses to write anywhere else.
INS-14 | insight | mei | todo | 3 | 11 | frontend | - | Let analysts regroup the report | Asked for by Noor Rahimi in the demo.
INS-15 | insight | sofia | in_review | 2 | 2 | legal | calder-insight | Wording on data residency | Section 4.2 of the contract, checked by engineering.
INS-16 | insight | nadia | todo | 2 | 14 | connector | - | Refresh every ten minutes | Needs change data capture instead of snapshots.
INS-17 | insight | - | backlog | 4 | - | connector | - | Second warehouse vendor | Two prospects asked.
INS-18 | insight | nadia | todo | 3 | 16 | data | - | Forecast of stock-outs | Simple seasonal model first.
INS-19 | insight | jonas | cancelled | 4 | - | export | - | Export to spreadsheets | Customers read the warehouse directly.
ONB-41 | onboarding | declan | in_progress | 2 | 7 | onboarding | - | Onboard Elmgrove Schools Supply | Kick-off held, data import next.
ONB-42 | onboarding | hana | todo | 2 | 6 | onboarding | marlow-flow | Draft Marlow's rollout plan | 58 shops in four waves.
ONB-43 | onboarding | hana | todo | 3 | 13 | training | - | Record three training videos | Picking, returns, reports.
ONB-44 | onboarding | declan | in_progress | 1 | 0 | renewal | bluefin-renewal | Service credit proposal for Bluefin | One page; ceiling is eight percent.
ONB-45 | onboarding | declan | todo | 2 | 1 | renewal | bluefin-renewal | Prepare the executive call with Bluefin | Ines joins; bring graph, review and proposal.
ONB-46 | onboarding | yusuf | done | 3 | -5 | support | - | Macro for time zone questions | Comes up twice a week.
ONB-47 | onboarding | yusuf | todo | 3 | 9 | support | - | Support guide for Edge gateways | What to ask before a case goes to engineering.
ONB-48 | onboarding | priya | in_progress | 1 | 1 | contract | marlow-flow | Redlined data processing agreement | For Carla Reyes before the steering group.
ONB-49 | onboarding | lucas | todo | 2 | 5 | pilot | orchard-edge | Pilot review with Orchard & Pike | A full week of numbers.
ONB-50 | onboarding | lucas | todo | 3 | 3 | pilot | orchard-edge | Order two spare gateways | One for each hall.
ONB-51 | onboarding | priya | in_review | 1 | 2 | contract | calder-insight | Answer Calder's redlines | Sections 4.2 and 9.
ONB-52 | onboarding | maren | todo | 2 | 10 | forecast | - | Forecast for the board | Three deals decide the quarter.
ONB-53 | onboarding | - | backlog | 4 | - | website | - | Case study with Polaris | They offered a quote.
ONB-54 | onboarding | owen | done | 4 | -60 | handover | - | Hand over open accounts | Owen leaves; Priya and Lucas take over.
`;
