"""Strengths: how strong a proof has to be, of whom and for what (E10), asked or only reported (E15).

built_in.py      the three that every organisation has, and their words
settings.py      what an organisation sets: its own sets of ways, and what it requires; part.py registers that
applications.py  a registry of what a strength can be required for: whoever asks for proof registers there
required.py      what is required of one person, on the way to one application
reachable.py     what cannot be: a strength that some of those it is required of could never show
words.py         strengths, and what asked for them, in words; the codes that the log keeps

Whether proofs meet a strength, and which way leads to it, accounts.policy.rules decides with everything else. Who could
meet one, of many people at once, accounts.policy.ways_in asks.
"""
