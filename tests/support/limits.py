"""Limits, when a test is about something else: as if nobody had tried anything yet."""

from django.db.models import F

from accounts.throttle import memory
from accounts.throttle.models import TryCount


def forget_tries() -> None:
    TryCount.objects.all().delete()
    memory.forget()


def let_pass(seconds: int) -> None:
    """As if so many seconds had passed since the last try, by the clock that counts: the database's."""
    TryCount.objects.update(resets_at=F("resets_at") - seconds)
    TryCount.objects.filter(shut_until__gt=0).update(shut_until=F("shut_until") - seconds)
    memory.forget()
