"""What a server has of its machine: one processor (decision 0159), large pages (0160), and who goes first (0163).

home        the processor it keeps to, and what may leave it
looking     which one that is: looked at again every few seconds, as others want processors too
memory      gathered into large pages
giving_way  what nobody waits for rests while pages are made
"""
