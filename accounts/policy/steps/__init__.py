"""Two-step verification: of whom it is asked, and where it is not.

groups.py   of whom: the groups it is for and those left out, as of a method
left.py     what is left where a browser remembers, or a network is trusted
trusted.py  networks on which the second step is not asked, and by which name one is known

Whether it is on at all is `TenantPolicy.two_step`; what follows for one person is `accounts.policy.facts.need_of`.
"""
