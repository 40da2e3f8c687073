"""The settings of an application, each declared once (decision 0127).

row.py       what there is to say of a setting: its words, its option, which kinds of application have it, its check
table.py     `Wanted`, whose fields are the settings, each with its row: a new one is a field here and a column
checks.py    what is wrong with a value, in words
checking.py  whether an organisation can have an application like this
plain.py     as the log and the file of settings have them
"""
