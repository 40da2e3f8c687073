"""WAYS IN: who fills the role of a way to prove oneself (accounts.methods), a folder each.

password/       something known: the fallback, never the aim
mail_code/      a code by mail, for whoever has forgotten their password, and for nothing else
one_time_link/  granted by an operator or admin, once
recovery_codes/ ten to print and keep, each good once as a second step
access_pass/    likewise, for a while: letters and digits to write

They stand above the sign-in flow and report to it; the flow knows none of them by name. Others stand in `devices`.
"""
