"""THE SIGN-IN FLOW.

door.py        THE ONE DOOR: require(request, need): a session that has it, or the page that asks
flow.py        the one dispatcher: begin, choose, pass_method, settle; pages report to it and never call each other
unfinished.py  SignIn: the browser's unfinished sign-in, small, in its session, minutes at most
proven.py      SignedIn: what a finished sign-in proved
wish.py        what somebody was about to do: where to return, for which application, the need, a form being sent
road/          its stretches: opening, whose, finishing, staying, arriving; how far what was lent reaches
browser/       what a browser holds beside: other accounts, what it remembers
offering.py    which way is offered first, by the policy
offers.py      what may be asked now: of anybody to begin with, of this person once something is proven
step.py        one way of proving oneself, as the page that asks for it sees it
reach.py       what a person could prove, and what guards what they have
owed.py        what must be done before there is a session though nothing is left to prove
events.py      what the audit log says of sign-ins
pages/         one file a page; at_once: a form that is answered with the page it leads to

It knows methods only by their contract. Unknown and disabled people walk the same road as the tenant's usual user.
"""
