"""The bench: complete sign-ins against a real server, and what each costs. docs/bench.md tells how to read it.

__main__.py    `bin/bench`: every part in turn, within a bound of time
surroundings.py  PostgreSQL, Redis, production's settings, an empty database
world.py       an organisation, its people, each with an enrolled phone and a browser used before
server.py      the server in a process of its own, as bin/run starts it; its CPU time and memory
connection.py  HTTP/1.1 on one kept connection, from an address of its own
browser.py     a browser: cookies, forms, the websocket
phone.py       a phone over the network; notes when its decision leaves
journey.py     one sign-in, many at once, many at an even pace
waiting.py     thousands of pages that wait: memory, connecting, what others feel
walk.py        one sign-in inside this process, step by step; tests/web/test_query_counts.py counts with it
steps.py       what each step costs: queries and CPU time, and where the time goes
report.py      figures as lines
turns.py       `bin/bench turns`: these sign-ins at two sources, in turns

It uses what everybody may use: pages, the device API, the sockets. Only making the world goes past them.
"""
