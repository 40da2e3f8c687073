"""PhoneAddress: where a phone can be woken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from devices.phones.models import Phone
from devices.push.contract import LONGEST_WORDS


class PhoneAddress(models.Model):
    """The one place where a phone can be woken.

    What `kind` needs is encrypted, and empty once the push service has said that nobody is there any more;
    `address_digest` finds another phone of the same address. `last_answer` says what the push service said when it did
    not take something; `knows_us` is false when that was because it does not know this installation, which fails for
    every phone of the kind. Until `resting_until` it wants to be asked nothing more.
    """

    class Kind(models.TextChoices):
        WEBPUSH = "webpush", _("browser")
        FCM = "fcm", _("Android app")
        APNS = "apns", _("iPhone app")

    class State(models.TextChoices):
        UNTESTED = "untested", _("not tried yet")
        WORKING = "working", _("working")
        FAILING = "failing", _("failing")
        GONE = "gone", _("turned off on the phone")

    phone = models.OneToOneField(Phone, on_delete=models.CASCADE, related_name="address")
    kind = models.CharField(max_length=7, choices=Kind)
    address_encrypted = models.TextField(blank=True)
    address_digest = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=35)
    state = models.CharField(max_length=8, choices=State, default=State.UNTESTED)
    since = models.DateTimeField()
    last_answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    knows_us = models.BooleanField(default=True)
    resting_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notifications of a phone")
        verbose_name_plural = _("notifications of phones")

    def __str__(self) -> str:
        return f"{self.kind} of {self.phone_id}"
