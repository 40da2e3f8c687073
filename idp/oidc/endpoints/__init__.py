"""The addresses below an organisation's issuer, a file each.

answering.py is what they have in common: whose organisation it is, which methods, who may read the answer.
"""
