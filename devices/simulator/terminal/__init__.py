"""Simulated phones on a terminal, behind `manage.py phone`.

commands.py    what one can ask of a phone: enrol, enable, list, approve, deny, report, notices
rules.py       how one answers that nobody holds: approve, deny, wrong, never, after a while
watching.py    many phones at once, each in a thread of its own
live.py        waits for news by websocket, or asks every two seconds
trouble.py     why the server could not be talked to, in a sentence
kept.py        the folder that phones are kept in, by name
state_file.py  keeps one on disk, for its owner's eyes only

Speaks in sentences; whoever calls it turns `CannotDo` into one line and an exit status.
"""
