"""What is asked of people: data an admin sets, and what follows from it.

need.py           what must be proven (pure)
rules.py          decide: prove one of these, owe this page first, or enough (pure)
facts.py          from rows to the facts that the rules take
models.py         the rows; events.py what is recorded
changing.py       change: takes values, writes rows and what was before and after
steps/            of whom two steps are asked, and on which networks they are not
strengths/        how strong a proof must be, of whom and for what
history/          the whole policy as each change left it, and the way back to it
ways_in.py        does a policy leave everybody a way in, and who would lose theirs
organisations.py  making an organisation with its first policy

Nothing configured means no: a tenant without a policy, or a method without a row, is refused. Methods are asked through
their registry: no method's key stands here, and its settings are its own.
"""
