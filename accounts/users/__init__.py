"""People, the groups they are in, and the browsers they have used.

Owns: `User`, `Group`, `KnownBrowser`. Entry points: `roles` (who may do what, one table), `access` (the gates, and what
is listed), `services` (create, disable, set a password, end sessions), `endings` (what follows when they end),
`browsers` (which browser this is). Does not know how anybody proves who they are.
"""
