"""The management API, version 1: what an organisation's admins do in the portal, for their scripts (E24).

urls.py            every address
calls.py           what all calls share: by which token, what a refusal looks like, what the log says
authentication.py  from a header to the token (accounts.api_tokens)
people/            people, what is done to them, their passes and ways in
groups/            groups, and who is in them
policy/            the policy, page by page
logs/              sign-ins, and the audit log
messages/          what goes over the wire: reading, bodies, questions, answers
schema.py          OpenAPI (docs/openapi-management.json)

No rule lives here: each call asks `accounts.api_tokens.allowed.allow`, then calls the verb that the portal calls. What
needs a second person in the portal is refused here. No session, no cookie, no CSRF.
"""
