"""Names of one list are told apart by a number."""

from accounts.tenants.names import told_apart


def test_a_free_name_stays() -> None:
    assert told_apart("Pixel 9", taken={"Pixel 8"}, longest=60) == "Pixel 9"


def test_a_taken_one_gets_the_first_free_number() -> None:
    assert told_apart("Pixel", taken={"Pixel", "Pixel 2", "Pixel 4"}, longest=60) == "Pixel 3"


def test_a_long_one_makes_room_for_its_number() -> None:
    assert told_apart("Pixel phone", taken={"Pixel phone"}, longest=11) == "Pixel pho 2"
