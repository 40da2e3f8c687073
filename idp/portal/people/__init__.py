"""People in the portal: finding them, one of them whole, and what is done to one or to many (E04, E05).

acts.py      the table of acts: what each asks first, says, needs and does; for one person and for many alike
asking.py    one page for each act to one person: it asks, then does
many.py      the same acts for everybody chosen in the list: the number and names first, then what came of each
page.py      what a person's page shows beside its form
state.py     how somebody stands, in one line, with what to do about it
finding.py   filters of the list, and its pages
renaming.py  the page that changes a username
members.py   who is in a group: found, added, removed; groups of any size

The list itself, and the form of a person's facts, are idp/portal/areas/users.py.
"""
