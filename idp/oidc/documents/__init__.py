"""Applications that say at their client id who they are (decision 0123; reading.py says by which standard).

models.py    DocumentHost: a host of which an organisation believes documents
reading.py   what a document may say (pure)
fetching.py  looked at where it is: of a host that is believed, bounded, remembered for a while
services.py  believing a host, and no more
"""
