"""How an organisation looks to its people: its name, logo, colour, words and links at sign-in (E18).

settings.py the part of the policy (accounts/policy/parts.py): what is set, its form, what cannot be
shown.py    what is set as pages show it: Brand, of a tenant that was read with its policy; asks nothing more
colour.py   from one colour to those of a page, each readable (pure);  sheets.py  the same as style sheets
images.py   from a file to a picture of ours: decoded, made small, written anew;  models.py  Logo, such a picture
services.py what admins do with pictures; events.py  that they did, in the audit log;  refusals.py  what cannot be
letterhead.py  the same at the head of letters (accounts/mail/letterhead.py)
pages.py    the addresses from which browsers fetch a logo and the colours; urls.py

Nobody's branding is found by a name: whoever types a username sees that of the organisation whose domain it has, alike
for every name there (A18).
"""
