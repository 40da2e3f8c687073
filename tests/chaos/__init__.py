"""Chaos: what Handslag stands on breaks while people sign in, and nothing acknowledged is lost (docs/chaos.md).

__main__.py      `bin/chaos`: a run of faults, failovers, or a soak
lines.py         ways by TCP that are cut, slowed, frozen, led elsewhere
programs.py      servers and worker, to be killed and started again
stores.py        PostgreSQL, Redis, a pooler, a disk that can be full, and the lines to them
installation.py  all of it together, with a push service; what a fault is given
told.py          what was acknowledged to people, which must not be lost
visit.py         one sign-in, whose browser and phone go on through whatever happens
crowd.py         many of them, at an even pace, on a thread of its own
judge.py         looks at database, audit log and push service, and says what does not hold
faults/          what is done to it, one function each
run.py           draws faults, waits until all is well again, has it judged
failover.py      a standby is promoted, a Sentinel chooses another Redis
soak.py          hours of it without any fault: what grows
report.py        all of it as lines

It uses what everybody may use: pages, the device API, the sockets. Only making the world, and judging it, goes past.
"""
