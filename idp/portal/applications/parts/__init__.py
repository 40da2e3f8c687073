"""The parts of an application, each with the form that changes it.

table.py      the table of parts: a row is what the page shows of it and its form
form.py       the forms, when one is added and of each part
asking.py     the forms of what only one with a server can: keys, asking phones
addresses.py  what is wrong with an address, and what to do (pure)
changing.py   a part is changed
"""
