"""Reports: what an organisation's people have, and how they sign in, as charts with their tables.

spans.py     for how long back, and in which stretches (pure)
figures.py   what a report found: the lines of its table, and the chart of them
alike.py     who stand the same and have the same ways, and how many; phones likewise
people.py    what people have: who can, which ways, how strong
over_time.py how people signed in: from the counts of days, never from the tries
phones.py    their phones: platform, unlock
table.py     the reports in their order
page.py      the page of all, and one as a file

A new report is a row of `table.REPORTS`. A line of a table leads to the list of those whom it counts.
"""
