"""What a person manages of their own: the list of methods, which is offered first, and where they are signed in.

Adding belongs to each method (accounts.methods.contract); removing is one page for all of them (removing.py). No method
is known here by its name: what is said of one, and in which order, its contract says.
menu.py has the rows of the section's menu, `templates/accounts/security_info/page.html` its frame.
"""
