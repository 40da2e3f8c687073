"""Ways to sign in that an organisation has its people add at sign-in: it requires some, or asks for one for a while.

`requirement` is *Keep your account secure* (D06), `campaign` the registration campaign (E11): each is a part of the
policy and a `ToAdd` (accounts.signin.owed), which narrows the session until it is done (decision 0072). `put_off`
counts who has put a campaign off, `helping` says what is worth adding, `going_on` ends it. Its two pages stand in
accounts/security_info/pages. It knows no way to sign in by its name.
"""
