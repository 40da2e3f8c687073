"""Which acts need a second person. A file turns on more, and turns none off: that takes a second person (0079)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from accounts.tenants.models import Tenant
from devices.four_eyes import choosing, kinds
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.document import texts
from idp.configuration.refusals import CannotBringIn

KEY = "second_person"


def _written(tenant: Tenant) -> list[str]:
    return sorted(choosing.chosen_in(tenant))


def _bring_in(wish: Wish) -> Iterator[str]:
    said = texts(wish.value, place=KEY)
    known = {kind.key for kind in kinds.to_choose()}
    if unknown := [key for key in said if key not in known]:
        raise CannotBringIn((f"{KEY}.{key}", _("There is no such act.")) for key in unknown)
    stands, wanted = choosing.chosen_in(wish.tenant), choosing.with_guards(said)
    if wanted - stands:
        choosing.choose(wish.tenant, stands | wanted, actor=None)
        yield _("A second person is needed for: %(acts)s") % {"acts": _labels(wanted - stands)}
    if stands - wanted:
        yield _("Still needs a second person, who alone can turn it off in the portal: %(acts)s") % {
            "acts": _labels(stands - wanted)
        }


def _labels(keys: Iterable[str]) -> str:
    found = [kinds.find(key) for key in sorted(keys)]
    return ", ".join(str(kind.label) for kind in found if kind is not None)


CHAPTER = Chapter(key=KEY, rank=30, written=_written, bring_in=_bring_in)
