"""What a person manages of their own: the list of methods and which is offered first.

Adding and deleting belong to each method (accounts.methods.contract); this page only leads there.
"""
