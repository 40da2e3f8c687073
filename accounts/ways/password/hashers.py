"""How passwords are hashed here: Argon2id with the least memory OWASP names, about 35 ms a sign-in.

Django's own default takes 100 MiB for each try, so a handful of strangers could exhaust the machine.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id, t=2, m=19 MiB, p=1 (OWASP's password storage advice)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
