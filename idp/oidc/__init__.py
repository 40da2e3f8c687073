"""OpenID Connect: applications sign people in through Handslag. A Django app of its own (docs/decisions/0106 to 0109).

issuer.py      each organisation's issuer and the addresses below it
keys/          the keys that sign, each organisation's own: made, published, rotated, encrypted at rest
applications/  what is known of an application: its addresses, its secrets, who may use it
asking/        what an application asks for at the authorization endpoint, read strictly (no database)
targets.py     whom an access token is for
signed/        what applications sign themselves: assertions, proofs; and their keys
binding/       tokens that are bound to a key of the application's (DPoP)
pushed/        requests that an application gave us before it sends anybody
grants/        what an application was given: a code, tokens, and whether they still stand
road/          from an application to its answer, and back
trying/        *Try it* in the portal: a real sign-in of the browser that began it, whose tokens are shown, then ended
scopes.py      scopes, and what each tells
tokens.py      ID tokens and access tokens, made and read;  claims.py what they and userinfo tell of a person
screens/       televisions, kiosks and terminals that somebody lets in from elsewhere (0115)
engine/        Authlib's grant engine with what is ours: clients, and a file for each grant
endpoints/     a file for each address; every one of them belongs to an organisation

Whether somebody is signed in freshly and strongly enough is asked at the one door (`accounts.signin.door`), which
knows nothing of this.
"""
