"""What an operator may know of a running installation (H04); who tells it is `idp/telemetry/`.

measures.py  what is counted and timed, declared beside the verbs, with closed lists of labels
marks.py     which sign-in the lines of the log are about
"""
