"""THE ADMIN PORTAL: Django's admin underneath, our gate in front, our pages on top.

site.py       PortalSite: every address below /portal/, each behind the gate
gate.py       who may come in (admins whose phone proved the sign-in) and how fresh that proof must be
frame.py      what every page has around it: the rail
area.py       Area: what every list and form keeps: own tenant only, one audit row a change, no scripts
areas/        one file for what one can list: organisations, users, groups, phones, alerts
logs/         the sign-in log and the audit log
reports/      charts with their tables: what people have, and how they sign in
charts/       bars, columns and lines as SVG (pure)
people/       a person's page, and what is done to one or to many; a group's members
forms/        what is written in them, and what is refused
applications/ what people sign in to by OpenID Connect: added, changed, tried, with settings to copy
settings/     an organisation's settings that are no policy: webhooks
policy/       a page for each way to sign in and each part, with its consequences said first; what stood before
what_if/      what somebody would be asked at sign-in, and why; nothing comes of it
verify_caller/  asking, during a telephone call, whether it is this person who calls
four_eyes/    what waits until a second person has agreed on their phone
onward.py     pages of lists that may be very long
search.py     what can be searched for in the lists
home.py       the first page; glance/ what it tells of today, and what stands out
next_steps.py how an admin begins, step by step

Who may see and do what is asked of accounts.users.roles, never decided here. What is out of an asker's reach is absent
(404); what is in sight but not theirs to do is refused (403).
Rules of the product stay in accounts and devices; the portal calls their verbs.
"""
