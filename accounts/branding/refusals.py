"""What cannot be of a logo, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class NotAPicture(Refusal):
    code = "not_a_picture"
    public_text = _("This is no picture that can be used. Send a PNG, JPEG or WebP file.")


class PictureTooLarge(Refusal):
    code = "picture_too_large"
    public_text = _("That picture is too large. Send one of at most 1 MB and 2000 by 2000 pixels.")


class TooManyLogos(Refusal):
    code = "too_many_logos"
    public_text = _("There are ten already. Remove one that is not used any more.")


class LogoInUse(Refusal):
    code = "logo_in_use"
    public_text = _("This one is shown at sign-in. Choose another there first, then remove it.")
