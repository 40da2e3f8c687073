"""The simulated phone on a terminal, behind `manage.py phone`.

commands.py    what one can ask of it: enrol, enable, list, approve, deny, watch
live.py        waits for news by websocket, or asks every two seconds
trouble.py     why the server could not be talked to, in a sentence
state_file.py  keeps the phone on disk, for its owner's eyes only

Speaks in sentences; whoever calls it turns `CannotDo` into one line and an exit status.
"""
