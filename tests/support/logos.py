"""Pictures that an admin might send, and logos that an organisation has."""

from __future__ import annotations

import os
from io import BytesIO

from PIL import Image

from accounts.branding.models import Logo
from accounts.branding.services import add_logo
from accounts.tenants.models import Tenant
from accounts.users.models import User

PINE = (30, 78, 64, 255)


def drawn(
    width: int = 200, height: int = 80, *, colour: tuple[int, ...] = PINE, kind: str = "PNG", **saved: object
) -> bytes:
    """A picture of one colour, as a file."""
    kept = BytesIO()
    dots = Image.new(
        "RGBA" if kind != "JPEG" else "RGB", (width, height), colour[: 3 if kind == "JPEG" else 4]
    )
    dots.save(kept, kind, **saved)
    return kept.getvalue()


def noise(width: int, height: int) -> bytes:
    """A picture that nothing makes small."""
    kept = BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(3 * width * height)).save(kept, "PNG")
    return kept.getvalue()


def have_logo(tenant: Tenant, actor: User, name: str = "nordljus.png", *, width: int = 200) -> Logo:
    """A logo of this organisation, that can be chosen."""
    return add_logo(tenant, drawn(width), name=name, actor=actor)
