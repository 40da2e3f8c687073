"""The parts of an application, each with the form that changes it.

table.py      the table of parts: a row is what the page shows of it and its form
form.py       the form when one is added; the forms of its name, and of who may use it
rows.py       the forms of parts that are settings, made from their rows;  fields.py  the field of one
keys.py       the form of keys that it shows who it is by
addresses.py  what is wrong with an address, and what to do (pure)
changing.py   a part is changed
"""
