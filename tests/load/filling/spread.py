"""How things are spread over an installation: believable, so that rare things are rare and common ones common."""

from __future__ import annotations

from dataclasses import dataclass

# Shares of all people: one organisation has nearly half, many have few.
SHARES = (0.4, 0.2, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.007, 0.003)
NAMES = (
    "Norrvik",
    "Solberga",
    "Havsund",
    "Granlunda",
    "Stenfors",
    "Åkerby",
    "Lindesta",
    "Malmtorp",
    "Rosenvik",
    "Tallmo",
    "Ekbacka",
    "Fjällnäs",
)
FIRST_NAMES = (
    *("Anna", "Erik", "Maria", "Lars", "Karin", "Karl", "Sara", "Anders", "Eva", "Johan", "Emma", "Per"),
    *(
        "Lena",
        "Nils",
        "Amina",
        "Omar",
        "Ingrid",
        "Olof",
        "Elin",
        "Hassan",
        "Kerstin",
        "Mikael",
        "Sofia",
        "Jan",
    ),
    *(
        "Fatima",
        "Peter",
        "Hanna",
        "Daniel",
        "Birgitta",
        "Gustav",
        "Linnea",
        "Ali",
        "Malin",
        "Oskar",
        "Ida",
        "Sven",
    ),
)
LAST_NAMES = (
    *(
        "Andersson",
        "Johansson",
        "Karlsson",
        "Nilsson",
        "Eriksson",
        "Larsson",
        "Olsson",
        "Persson",
        "Svensson",
    ),
    *("Gustafsson", "Pettersson", "Jonsson", "Hansson", "Bengtsson", "Lindberg", "Jakobsson", "Magnusson"),
    *("Lindqvist", "Berg", "Axelsson", "Lundgren", "Hassan", "Mattsson", "Fredriksson", "Ali", "Henriksson"),
    *(
        "Sandberg",
        "Forsberg",
        "Wallin",
        "Holm",
        "Nyberg",
        "Ahmed",
        "Ekman",
        "Hellgren",
        "Sundin",
        "Dahl",
        "Falk",
    ),
)
PLATFORMS = ("Android", "Android", "iOS", "iOS", "iOS", "Android", "simulator")
BROWSERS = (
    "Chrome (Windows)",
    "Edge (Windows)",
    "Chrome (Android)",
    "Safari (iOS)",
    "Safari (macOS)",
    "Firefox (Linux)",
)
APPLICATIONS = ("Mail", "Mail", "Mail", "Payroll", "Calendar", "Files", "Care records", "")
PLACES = ("SE",) * 60 + ("FI", "NO", "DK", "DE", "PL", "FR", "GB", "US")
DAYS = 90

# Of a thousand people, so many …
DISABLED, BLOCKED, REMOVED, INVITED, ANEW = 30, 0.5, 3, 12, 1
NEVER_CAME, QUIET = 40, 70
WITH_PASSWORD, WITH_PHONE, WITH_SECOND_PHONE, WITH_PASSKEY = 900, 780, 60, 240
WITH_APP, WITH_PAPER, WITH_GENERATOR, WITH_RECOVERY_ADDRESS = 120, 100, 15, 150
WITH_SECOND_BROWSER = 400
PEOPLE_OF_A_DEPARTMENT, MOST_DEPARTMENTS = 1500, 60


@dataclass(frozen=True)
class Stretch:
    """Consecutive numbers: of one organisation's people, or of rows that are made at once."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


def of_organisations(people: int) -> list[Stretch]:
    """The numbers of each organisation's people: at least one each, all together `people`."""
    found, first = [], 1
    for at, share in enumerate(SHARES):
        left = len(SHARES) - at - 1
        many = people - first + 1 - left if not left else max(1, round(people * share))
        many = min(many, people - first + 1 - left)
        found.append(Stretch(first, first + many - 1))
        first += many
    return found


def in_stretches(rows: int, *, at_once: int) -> list[Stretch]:
    """The numbers from 1 to `rows`, some at a time."""
    return [Stretch(first, min(first + at_once - 1, rows)) for first in range(1, rows + 1, at_once)]
