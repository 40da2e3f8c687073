"""Ways to prove oneself: the contract, the registry, and the built-in ones.

`contract.VerificationMethod` is the role; `registry` keeps who fills it, in the order they are preferred;
`password` and `one_time_link` are ours. Others (a phone) register when the program starts; the flow never
learns their names.
"""
