"""The two logs in the portal: sign-ins, a row for each try, and the audit log, a row for each change.

filters.py   what both are asked by an address: moments in the reader's zone, people, where a page begins
counting.py  how many there are of what was asked: counted up to a limit, estimated beyond
exporting.py what was asked for as a file, made while it is read
names.py     what people are called in them, also those who left
live.py      how many are new, asked by an open page
sign_ins/    the list, one try with its steps
audit/       the list, one event with what was before and after
urls.py      their addresses

Nobody counts a log, and no page goes on by a number of rows: each begins after the last row of the one before.
"""
