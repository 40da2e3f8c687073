"""THE ADMIN PORTAL: Django's admin underneath, our gate in front, our pages on top.

site.py       PortalSite: every address below /portal/, each behind the gate
gate.py       who may come in (admins whose phone proved the sign-in) and how fresh that proof must be
frame.py      what every page has around it: the rail
area.py       Area: what every list and form keeps: own tenant only, one audit row a change, no scripts
areas/        one file for what one can list: organisations, users, groups, phones, events
forms/        what is written in them, and what is refused
policy/       the one page where phone sign-in is turned on, with its consequences said first
search.py     what can be searched for in the lists
home.py       a few numbers, and what to do next
next_steps.py how an admin begins, step by step

Who may see and do what is asked of accounts.users.roles, never decided here. What is out of an asker's reach is absent
(404); what is in sight but not theirs to do is refused (403).
Rules of the product stay in accounts and devices; the portal calls their verbs.
"""
