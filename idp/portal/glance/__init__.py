"""What the first page tells at a glance.

today.py        today's sign-ins, by what came of them and by way: from the counts of days
requests.py     requests that wait and that were denied, also while the page is open (idp/portal/watching.py)
standing_out.py what somebody should look at, each with what to do: alerts, who is blocked, floods of tries
"""
