"""What is held about a person: each package says it of its own tables, column by column (D09).

registry.py  a Holding tells rows of one table; what tells nothing says why, a whole table (`say_nothing`) or a column

`tests/architecture/test_holdings.py` walks every table there is: one about which nothing is said fails it, and so does
a column. Who reads it all is `accounts.security_info.account.copying`; nothing here knows which tables there are.
"""
