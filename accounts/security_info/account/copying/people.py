"""What is held of who a person is, and of the browsers that know them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.holdings.registry import KEY, OPENS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told
from accounts.security_info.account.copying.words import methods_in_words, place_in_words
from accounts.users.models import FormerAddress, Group, KnownBrowser, User

PERSON = Holding(
    key="person",
    rank=0,
    title=_("You"),
    model=User,
    rows=lambda user: User.objects.filter(pk=user.pk).select_related("tenant"),
    told=(
        Told(name="username", label=_("username")),
        Told(name="display_name", label=_("name")),
        Told(name="mail_address", label=_("mail address")),
        Told(name="organisation", label=_("organisation"), of=("tenant",), read=lambda row: row.tenant.name),
        Told(name="role", label=_("role"), words=lambda row: row.get_role_display()),
        Told(name="language", label=_("language")),
        Told(name="time_zone", label=_("time zone")),
        Told(
            name="default_method",
            label=_("default way to sign in"),
            words=lambda row: methods_in_words([row.default_method]),
        ),
        Told(name="is_active", label=_("may sign in")),
        Told(name="blocked_at", label=_("sign-in blocked since")),
        Told(name="goes_at", label=_("is removed at")),
        Told(name="registers_anew_at", label=_("has to register anew since")),
        Told(name="invited_at", label=_("invited")),
        Told(
            name="has_password",
            label=_("has a password"),
            of=("password",),
            read=lambda row: row.has_usable_password(),
        ),
        Told(name="password_is_temporary", label=_("the password is temporary")),
        Told(name="temporary_until", label=_("a temporary password works until")),
        Told(name="last_login", label=_("last signed in")),
        Told(name="created_at", label=_("added")),
        Told(name="id", is_code=True),
    ),
    kept_back={"likeness_digest": KEY, "session_epoch": OURS},
)
GROUPS = Holding(
    key="groups",
    rank=1,
    title=_("Groups that you are in"),
    model=Group.members.through,
    rows=lambda user: Group.members.through.objects.filter(user=user).select_related("group"),
    told=(Told(name="name", label=_("name"), of=("group",), read=lambda row: row.group.name),),
    kept_back={"id": OURS, "user": WHOSE},
)
FORMER_ADDRESSES = Holding(
    key="former_addresses",
    rank=2,
    title=_("Mail addresses that you had"),
    model=FormerAddress,
    rows=lambda user: FormerAddress.objects.filter(user=user),
    told=(
        Told(name="mail_address", label=_("mail address")),
        Told(name="username", label=_("username")),
        Told(name="replaced_at", label=_("until")),
    ),
    kept_back={"id": OURS, "user": WHOSE, "event": TOLD_BY_OTHERS, "likeness_digest": KEY},
)
BROWSERS = Holding(
    key="browsers",
    rank=40,
    title=_("Browsers that know you"),
    model=KnownBrowser,
    rows=lambda user: KnownBrowser.objects.filter(user=user),
    told=(
        Told(name="label", label=_("browser")),
        Told(name="name", label=_("what you call it")),
        Told(name="first_used_at", label=_("first used")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="last_place", label=_("place"), words=lambda row: place_in_words(row.last_place)),
        Told(
            name="last_method",
            label=_("signed in with"),
            words=lambda row: methods_in_words([row.last_method]),
        ),
        Told(
            name="last_second", label=_("second step"), words=lambda row: methods_in_words([row.last_second])
        ),
        Told(
            name="methods_passed",
            label=_("ever used there"),
            words=lambda row: methods_in_words(row.methods_passed),
        ),
        Told(name="stays", label=_("stays signed in")),
        Told(
            name="is_remembered",
            label=_("a second step is not asked for a while"),
            of=("remembered",),
            read=lambda row: bool(row.remembered),
        ),
    ),
    kept_back={"id": OURS, "user": WHOSE, "browser_digest": OPENS},
)
HOLDINGS = (PERSON, GROUPS, FORMER_ADDRESSES, BROWSERS)
