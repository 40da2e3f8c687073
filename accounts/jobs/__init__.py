"""JOBS: a file of many rows, looked at first and carried out when its asker has seen what it would do.

kinds.py     Kind: what one row means; whoever brings one registers it
cells.py     one cell: no formula, several names in it
table.py     reading a file: its letters, what stands between its cells, its headings
models.py    Job, its rows in parts, and what each row speaks of
services.py  verbs: begin, confirm, cancel; those that stand still are stopped, and all go after a week
working.py   the worker's part: some rows at a time, each part whole or not at all
reading.py   what came of the rows, page by page
events.py    what the log says

A part of the rows, what came of it and that it is done are one transaction: a worker that is killed leaves nothing
half done, and the next one goes on where it was. What is carried out is what was shown: of a row that would do
something else by then, the job says so and does nothing.
"""
