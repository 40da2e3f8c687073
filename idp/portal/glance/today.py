"""Today's sign-ins at a glance, over what the asker looks after: from the counts of days, never from the tries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst

from accounts import clock
from accounts.sign_in_log import daily
from accounts.sign_in_log.models import SignInAttempt
from accounts.users.models import User
from accounts.users.roles import Act, Reach, reach
from idp.portal.charts import shapes
from idp.portal.logs.sign_ins.words import way
from idp.portal.reports.figures import leads_to

Result = SignInAttempt.Result
SHOWN = (Result.SIGNED_IN, Result.DENIED, Result.REFUSED, Result.NOT_FINISHED, Result.UNDER_WAY)
MOST_WAYS = 5


@dataclass(frozen=True)
class Today:
    """Bars of what came of the tries, and of the ways by which people got in."""

    results: shapes.Bars
    ways: shapes.Bars

    @property
    def is_empty(self) -> bool:
        return not any(bar.count for bar in self.results.bars)


def today_for(user: User) -> Today | None:
    """The day is that of the counts (UTC); None for whoever sees no sign-ins."""
    how_far = reach(user, Act.SEE_SIGN_INS)
    if how_far is Reach.NOTHING:
        return None
    tenant = None if how_far is Reach.EVERYWHERE else user.tenant_id
    results: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for method, result, many in daily.of_day(clock.now().date(), tenant=tenant):
        results[result] += many
        ways[method] += many if result == Result.SIGNED_IN else 0
    page = reverse("admin:sign_ins") if tenant is None else reverse("admin:sign_ins_of", args=[tenant])

    def to_log(**asked: str) -> str:
        # Whoever sees several chooses one first, and there is no list of all.
        return page if tenant is None else leads_to(page, **asked)

    return Today(
        shapes.bars([(str(capfirst(one.label)), results[one], to_log(result=one.value)) for one in SHOWN]),
        shapes.bars(
            [
                (way(key), many, to_log(result=Result.SIGNED_IN.value, method=key))
                for key, many in ways.most_common(MOST_WAYS)
                if many
            ]
        ),
    )
