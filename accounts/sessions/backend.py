"""What Django is told of how people sign in; it finds nobody."""

from django.contrib.auth.backends import BaseBackend


class SessionBackend(BaseBackend):
    """A name for `login` to keep. Proving who somebody is belongs to the sign-in flow, never to `authenticate`.

    Who is signed in by a session is read with it (accounts.sessions.person), never by an id alone.
    """
