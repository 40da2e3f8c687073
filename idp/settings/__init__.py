"""Settings by purpose: ``base`` is shared; ``development``, ``production`` and ``test`` say what differs.

Every value an operator may choose is read from the environment, or from a file named by the same
variable with ``_FILE`` at its end (``SECRET_KEY_FILE=/run/secrets/key``). docs/operate.md lists them.
"""
