"""Writing what an organisation has set, and bringing a file in."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.audit.log import record
from accounts.tenants.models import Tenant
from idp.configuration import chapters, document
from idp.configuration.events import BROUGHT_IN


def written(tenant: Tenant) -> str:
    """The file of what stands."""
    head = {document.FORMAT: document.VERSION, document.ORGANISATION: tenant.slug}
    return document.as_text({**head, **{one.key: one.written(tenant) for one in chapters.in_order()}})


def bring_in(tenant: Tenant, text: str, *, is_dry: bool, may_lock_out: bool = False) -> list[str]:
    """Make it what the file says, all of it or nothing; return each difference in words.

    `is_dry`: it is done and taken back before anybody else can read it, so that whatever cannot be is found.
    `may_lock_out`: also where somebody loses their last way in. Raises a Refusal of the verbs, or CannotBringIn.
    """
    said: dict[str, Any] = document.read(text)
    lines: list[str] = []
    with transaction.atomic():
        for chapter in chapters.in_order():
            if chapter.key in said:
                wish = chapters.Wish(
                    tenant=tenant, value=said[chapter.key], may_lock_out=may_lock_out, is_dry=is_dry
                )
                lines += chapter.bring_in(wish)
        if is_dry:
            transaction.set_rollback(True)
        elif lines:
            record(BROUGHT_IN, tenant=tenant, count=len(lines))
    return lines
