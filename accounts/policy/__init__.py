"""What is asked of people: data an admin sets (`models`) and what follows from it (`rules`, pure).

Nothing configured means no: a tenant without a policy, or a method without a row, is refused.
`services` turns rows into the facts that the rules take.
"""
