"""Networks: where names that nobody has were tried from, and which networks may try no more.

page.py   one page for a tenant
"""
