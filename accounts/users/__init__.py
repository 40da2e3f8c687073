"""People, the groups they are in, and the browsers they have used.

Owns: `User`, `Group`, `KnownBrowser`. Entry points: `access` (the gates), `services` (disable, end sessions),
`browsers` (which browser this is). Does not know how anybody proves who they are.
"""
