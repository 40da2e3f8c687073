"""What a person manages of their own: the list of methods, which is offered first, and where they are signed in.

Adding and deleting belong to each method (accounts.methods.contract); this page only leads there.
"""
