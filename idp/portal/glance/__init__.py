"""What the first page tells at a glance.

today.py        today's sign-ins, by what came of them and by way: from the counts of days
standing_out.py what somebody should look at, each with what to do: alerts, who is blocked, floods of tries
"""
