"""A sign-in that nobody makes: which steps would be asked of somebody, in which order, and why (E15).

asking.py  what was proven only as it is supposed
walk.py    from what is supposed to each step and its end

It asks the very code that decides a sign-in, changes nothing, counts nothing and tells nobody. Where something is
supposed that is not so, it is supposed in the arguments: nothing here is believed by a sign-in.
"""
