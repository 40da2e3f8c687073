"""One form of a username, and the tenant it belongs to."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from accounts.tenants.models import Domain
from accounts.tenants.resolve import UnusableUsername, canonical_username, tenant_of
from tests.support.people import add_domain, make_personal, make_tenant, take_out_of_use

ANN = "ann@nordljus.example"
VARIANTS = [
    "ann@nordljus.example",
    "Ann@Nordljus.Example",
    "ANN@NORDLJUS.EXAMPLE",
    "  ann@nordljus.example\t",
    "a n n @ nordljus . example",
    "".join(chr(ord(letter) + 0xFEE0) for letter in ANN),  # full width
    "ann\u00a0@nordljus.example",
    "ann\u3000@nordljus.example",
    "ann@nordljus.example\n",
    "\uff41nn@\u2115ordljus.example",
    "\u200bann@nordljus.example",  # zero width space
    "\ufeffann@nordljus.example",  # byte order mark
    "\u202aann@nordljus.example\u202c",  # embedding, as chats copy it
    "ann@nordljus.example\u200e",
    "ann\u00ad@nord\u00adljus.example",  # soft hyphens
    "a\ufe0fn\u034fn\u3164@nordljus.example",  # shapes and fillers
    "an\u200dn@nord\u200cljus.example",  # joiners where they spell nothing
    "mailto:ann@nordljus.example",
    "MAILTO:mailto:Ann@nordljus.example",
    "ann@nordljus.example.",
    "ann\uff20nordljus\u3002example",
    "ann@nordljus\uff0eexample",
    "ann@nordljus\uff61example",
]
UNUSABLE = [
    "",
    "ann",
    "@nordljus.example",
    "ann@",
    "@",
    "\u200b@nordljus.example",
    "mailto:@nordljus.example",
    "ann@.",
    "ann\x00@nordljus.example",
    "a" * 300 + "@nordljus.example",
    "\u200b" * 301 + "ann@nordljus.example",  # more than is read
    "\ufdfa" * 20 + "@nordljus.example",  # one character that unfolds to eighteen
]


@pytest.mark.parametrize("written", VARIANTS)
def test_every_way_of_writing_a_name_is_the_same_name(written: str) -> None:  # T14
    assert canonical_username(written) == ANN


@pytest.mark.parametrize("written", UNUSABLE)
def test_what_is_no_name_is_refused(written: str) -> None:  # T14, T26
    with pytest.raises(UnusableUsername):
        canonical_username(written)


VISIBLE = st.characters(codec="utf-8", exclude_categories=["C", "Z"])


@given(st.text(alphabet=VISIBLE, min_size=1, max_size=20), st.text(alphabet=VISIBLE, min_size=1, max_size=10))
@example("\u0345", "a\u0345")
@example("ß", "ﬀ")
@example("İ", "ϓ")
@example("x\u0345\u0323", "ᾳ\u0300")
def test_the_one_form_is_its_own_one_form(local: str, domain: str) -> None:  # T14
    try:
        once = canonical_username(f"{local}@{domain}")
    except UnusableUsername:
        assume(False)

    assert canonical_username(once) == once


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20))
def test_case_and_composition_never_make_a_second_name(local: str) -> None:  # T14
    try:
        once = canonical_username(f"{local}@x.example")
    except UnusableUsername:
        assume(False)

    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert canonical_username(f"{unicodedata.normalize(form, local)}@x.example") == once


NOT_SEEN = " \t\u00a0\u3000\u200b\u200c\u200d\u200e\u202a\u202c\u2066\u2069\ufeff\u00ad\u034f\ufe0f\u3164"


@given(
    st.sampled_from(["ann", "örjan", "иван", "太郎", "ελενη"]),
    st.sampled_from(["nordljus.example", "bücher.example", "例え.example"]),
    st.data(),
)
def test_blanks_marks_case_and_width_never_make_a_second_name(
    local: str, domain: str, data: st.DataObject
) -> None:  # T14
    name = f"{local}@{domain}"
    between = data.draw(st.lists(st.text(NOT_SEEN, max_size=2), min_size=len(name), max_size=len(name)))
    in_other_letters = data.draw(st.sampled_from([name, name.upper(), name.title(), _wide(name)]))

    written = "".join(mark + letter for mark, letter in zip(between, in_other_letters, strict=True))

    assert canonical_username(written) == canonical_username(name) == name


def _wide(name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ann@xn--bcher-kva.example", "ann@bücher.example"),
        ("ann@XN--BCHER-KVA.example", "ann@bücher.example"),
        ("ann@maßanfertigung.example", "ann@maßanfertigung.example"),  # not transitional: ß is not ss
        ("ann@例え。example", "ann@例え.example"),
        ("ann@نامه\u200cای.example", "ann@نامه\u200cای.example"),  # noqa: RUF001  a joiner that is spelling
        ("root@localhost", "root@localhost"),
        ("ann@a_b.example", "ann@a_b.example"),
        (
            "ann@\u2615.example",
            "ann@\u2615.example",
        ),  # no domain of IDNA's: stays, so that nobody is locked out
    ],
)
def test_a_domain_stands_in_a_username_as_people_read_it(written: str, name: str) -> None:  # T14
    assert canonical_username(written) == name


def test_the_verified_domain_decides(db: None) -> None:
    nordljus = make_tenant()
    make_tenant("solvik")

    assert tenant_of(ANN) == nordljus
    assert tenant_of("ann@solvik.example@nordljus.example") == nordljus


def test_an_unverified_domain_decides_nothing(db: None) -> None:  # T09
    add_domain(make_tenant("solvik"), "solvik.test", is_verified=False)

    assert tenant_of("ulla@solvik.test") is None


def test_a_subdomain_is_another_domain(db: None) -> None:
    make_tenant()

    assert tenant_of("ann@mail.nordljus.example") is None
    assert tenant_of("ann@evilnordljus.example") is None


def test_everybody_else_is_personal(db: None) -> None:
    personal = make_personal()

    assert tenant_of("ann@mail.example") == personal


def test_a_tenant_that_is_not_in_use_is_nobodys(db: None) -> None:
    take_out_of_use(make_tenant())

    assert tenant_of(ANN) is None


def test_a_domain_is_kept_in_the_form_usernames_have(db: None) -> None:  # T14
    domain = Domain(tenant=make_tenant(), name=" \uff33traße.Example ")
    domain.clean()

    assert domain.name == "xn--strae-oqa.example"
    assert f"ann@{domain.shown}" == canonical_username("ann@\uff53traße.example")


def test_a_domain_is_found_however_it_is_written(db: None) -> None:  # T14
    nordljus = make_tenant()
    add_domain(nordljus, "xn--bcher-kva.example")

    for written in ("ann@bücher.example", "ann@BÜCHER.Example", "ann@xn--bcher-kva.example"):
        assert tenant_of(canonical_username(written)) == nordljus
