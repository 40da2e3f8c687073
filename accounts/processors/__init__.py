"""The machine's processors, and which of them this process keeps to (decision 0159).

home     the one it keeps to, and what may leave it
looking  which one that is: looked at again every few seconds, as others want processors too
"""
