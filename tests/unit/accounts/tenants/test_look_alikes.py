"""Letters of several alphabets in one word, and names that are drawn alike (UTS 39)."""

import pytest

from accounts.tenants.look_alikes import is_drawn_like, stranger_in


@pytest.mark.parametrize(
    ("word", "stranger"),
    [
        ("\u0430nn", "\u0430 (U+0430)"),
        ("ann.\u0438\u0432\u0430\u043d\u043e\u0432", "a (U+0061)"),
        ("\u03b2eta", "\u03b2 (U+03B2)"),
        ("田中\u0430\u0430taro", "\u0430 (U+0430)"),
        ("\u30bf\u30ed\uac00", "\uac00 (U+AC00)"),  # Japanese and Korean
    ],
)
def test_a_letter_of_another_alphabet_is_told(word: str, stranger: str) -> None:  # T14
    assert stranger_in(word) == stranger


@pytest.mark.parametrize(
    "word",
    ["ann-1.b_c", "örjan", "иван.петров2", "田中taro", "タロウ一", "김철수kim", "汉ㄅabc", "نامه", ""],  # noqa: RUF001  in their own alphabets
)
def test_one_alphabet_or_those_written_together_are_fine(word: str) -> None:
    assert stranger_in(word) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("ɑnn", "ann"), ("coco", "\u0441\u043e\u0441\u043e"), ("ρ", "\u0440"), ("二", "ニ"), ("ı", "i")],  # noqa: RUF001  in their own alphabets
)
def test_names_drawn_alike_are_told_either_way(one: str, other: str) -> None:  # T14
    assert is_drawn_like(one, other)
    assert is_drawn_like(other, one)


def test_a_palochka_is_drawn_like_an_l() -> None:  # T14
    assert is_drawn_like("\u0430\u0440\u0440\u04cf\u0435.example", "apple.example")


@pytest.mark.parametrize(("one", "other"), [("ann1", "annl"), ("arne", "ame"), ("ö", "o"), ("å", "ä")])
def test_plain_ascii_and_letters_with_accents_are_told_apart(one: str, other: str) -> None:
    assert not is_drawn_like(one, other)
