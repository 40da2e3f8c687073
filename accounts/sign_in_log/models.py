"""SignInAttempt: one try to sign in. SignInsOfDay: how many there were of a kind on a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenants.models import Tenant


class SignInAttempt(models.Model):
    """One try to sign in, as far as the log tells; its steps are the events from `first_event` to `last_event`.

    `mark` is what those events call it (accounts.signin.events), or the number of an event that stands by itself.
    `methods` are the ways that were asked for or given, in order, `method` is the last of them. `reason` is the code of
    why it went no further, or the tag of the event that says so; `needed` says what asked for how much, once somebody
    is signed in, and `reported` what would have come of what is only reported: the worst of it, "" where nothing was
    (accounts.policy.strengths.words). Each index is what a page filters by; all begin with the tenant, for nobody looks
    at several.
    """

    class Result(models.TextChoices):
        UNDER_WAY = "under_way", _("under way")
        SIGNED_IN = "signed_in", _("signed in")
        DENIED = "denied", _("denied on the phone")
        REFUSED = "refused", _("not accepted")
        NOT_FINISHED = "not_finished", _("not finished")

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    mark = models.CharField(max_length=20)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    result = models.CharField(max_length=12, choices=Result, default=Result.UNDER_WAY)
    reason = models.CharField(max_length=80, default="")
    method = models.CharField(max_length=40, default="")
    methods = models.JSONField(default=list)
    application = models.CharField(max_length=120, default="")
    browser = models.CharField(max_length=120, default="")
    is_new_browser = models.BooleanField(default=False)
    is_again = models.BooleanField(default=False)
    address = models.CharField(max_length=45, default="")
    network = models.CharField(max_length=50, default="")
    place = models.CharField(max_length=8, default="")
    needed = models.JSONField(default=list)
    reported = models.CharField(max_length=8, default="")

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=("person", "mark"), name="attempt_once"),)
        indexes = (
            models.Index(fields=("tenant", "-at", "-id"), name="attempt_of_tenant"),
            models.Index(fields=("person", "-at", "-id"), name="attempt_of_person"),
            models.Index(fields=("tenant", "result", "-at", "-id"), name="attempt_by_result"),
            models.Index(fields=("tenant", "method", "-at", "-id"), name="attempt_by_method"),
            models.Index(fields=("tenant", "application", "-at", "-id"), name="attempt_by_application"),
            models.Index(fields=("tenant", "place", "-at", "-id"), name="attempt_by_place"),
            models.Index(fields=("tenant", "network", "-at", "-id"), name="attempt_by_network"),
            models.Index(fields=("tenant", "browser", "-at", "-id"), name="attempt_by_browser"),
            models.Index(
                fields=("tenant", "-at", "-id"),
                condition=models.Q(is_new_browser=True),
                name="attempt_in_new_browser",
            ),
            models.Index(
                fields=("tenant", "reported", "-at", "-id"),
                condition=~models.Q(reported=""),
                name="attempt_by_reported",
            ),
            models.Index(
                fields=("last_at",), condition=models.Q(result="under_way"), name="attempt_under_way"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mark} {self.result}"


class SignInsOfDay(models.Model):
    """How many tries of one kind began on a day (UTC): home and reports read these, and never the tries.

    `application` and `place` are empty but for what the release before counts beside this one, apart by them.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    day = models.DateField()
    method = models.CharField(max_length=40)
    result = models.CharField(max_length=12)
    application = models.CharField(max_length=120)
    place = models.CharField(max_length=8)
    count = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "day", "method", "result", "application", "place"), name="sign_ins_of_day"
            ),
        )
        # All organisations of one day, for whoever looks after all.
        indexes = (models.Index(fields=("day",), name="sign_ins_on_day"),)

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"
