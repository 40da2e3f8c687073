"""WHO: people, their organisations, what is asked of them, and the way in.

tenants/        organisations, and which one a username belongs to
audit/          the append-only record of what happened
users/          people, groups, the browsers they use, the gates to reach them
policy/         what an admin sets (models) and what follows from it (rules, pure)
methods/        the role of a way to prove oneself: contract and registry
signin/         the sign-in flow: one dispatcher, one file a page
ways/           who fills the role, a folder each: password, one-time link
security_info/  what a person manages of their own
lasting/        digests by a key that has gone
hooks/          events told to servers of an organisation; outward/ is how they, and push services, are called

throttle counts tries; secrets makes them, encryption keeps them; stored reads what is kept as JSON; statements composes
the hot ones once; refusals say no in words for people; machine is what a server has of its own.

Knows nothing of phones: whatever fulfils `methods.contract` registers itself when the program starts.
"""
