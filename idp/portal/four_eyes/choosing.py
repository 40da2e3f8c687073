"""The page on which an organisation's admins choose which acts need a second person."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal
from accounts.users.roles import Act
from devices.four_eyes import asking, kinds
from devices.four_eyes.choosing import choose, chosen_in, seconds_in, with_guards
from idp.portal.four_eyes.acts import LOOSEN
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import choose_organisation, tenant_seen_by

choose_whose = choose_organisation(
    act=Act.APPOINT, page="admin:second_person_acts_of", title=gettext_lazy("What needs a second person")
)


def acts(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """Turning one on acts at once; turning one off is asked of a second person itself."""
    user = asker(request)
    tenant = tenant_seen_by(user, tenant_id, act=Act.APPOINT)
    stands = chosen_in(tenant)
    if request.method == "POST":
        wanted = with_guards(kind.key for kind in kinds.to_choose() if kind.key in request.POST)
        without = sorted(stands - wanted)
        try:
            choose(tenant, stands | wanted, actor=user)
            if not without:
                messages.success(request, _("Saved. It counts from now on."))
                return redirect("admin:second_person_acts_of", tenant.pk)
            asked = asking.ask(LOOSEN.key, tenant=tenant, by=user, values={"without": without})
        except Refusal as refused:
            messages.warning(request, str(refused.public_text))
            return redirect("admin:second_person_acts_of", tenant.pk)
        messages.info(request, _("Turning this off waits until a second person has agreed."))
        return redirect("admin:second_person_act", asked.pk)
    context = {
        **frame(request),
        "tenant": tenant,
        "choices": [(kind, kind.key in stands) for kind in kinds.to_choose()],
        "is_possible": seconds_in(tenant) >= 2,
        "is_chosen": bool(stands),
    }
    return render(request, "idp/portal/four_eyes/choose.html", context)
