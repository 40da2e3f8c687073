"""A copy of everything that is held about a person, for them: as JSON, and as a page to read.

people.py, happenings.py, getting_in.py  what the tables of accounts tell, and why others do not (accounts.holdings)
words.py      what tables keep as codes, said to people
rows.py       what a person's rows have to say: a few hundred at a time, however many there are
as_json.py    as JSON;  as_page.py  as one HTML file that needs nothing else
making.py     a person has a copy made: counted, written down, told

Both files say the same; nothing in them opens anything, and they tell of nobody else.
"""
