"""How passwords are hashed here: Argon2id with the least memory OWASP names, about 35 ms a sign-in.

Django's own default takes 100 MiB for each try, so a handful of strangers could exhaust the machine.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.machine.home import elsewhere
from accounts.ways.password.rules.length import one_spelling


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id, t=2, m=19 MiB, p=1 (OWASP's password storage advice)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash it in its one spelling: here, where every path comes by (SP 800-63B-4 3.1.1.2)."""
        with elsewhere():
            return super().encode(one_spelling(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare it in its one spelling."""
        with elsewhere():
            return super().verify(one_spelling(password), encoded)
