"""What phones signed, kept so that it can be verified when request, phone and person are long gone (E13).

models.py     ApprovalEvidence: all that its signatures need, and nothing that hangs on other rows
keeping.py    kept beside the pages: the worker reads the log, and keeps the answer of each request that got one
verifying.py  reading one as an auditor would, and all of them
"""
