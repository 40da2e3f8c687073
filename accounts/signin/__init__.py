"""THE SIGN-IN FLOW.

unfinished.py  SignIn: the browser's unfinished sign-in, small, in its session, minutes at most
flow.py        the one dispatcher: begin, pass_method, proceed, finish; pages report to it and never call each other
opening.py     begins one: whose, in which browser, where it returns to
offers.py      what may be asked now: of anybody to begin with, of this person once something is proven
proven.py      what a finished sign-in proved, and how fresh it is
events.py      what the audit log says of sign-ins, and the latest of each method
throttle.py    counters that count before anything is verified
pages/         one file a page

It knows methods only by their contract. Unknown and disabled people walk the same road as the tenant's usual user.
"""
