"""The ROLE of a way to prove oneself: `contract` says what it is, `registry` keeps who fills it.

`holding` asks what one person has of several, in one question.

Whoever fills it stands above sign-in (accounts/ways, devices) and registers when the program starts: the flow never
learns their names.
"""
