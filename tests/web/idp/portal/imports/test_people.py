"""People by a file: looked through first, then carried out as it was shown, never above who sent it (E04)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.jobs.models import Job
from accounts.users.models import Group, User
from devices.four_eyes.choosing import choose
from tests.support.imports import carried, findings_of, page_for, send
from tests.support.letters import carry_letters
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

HEAD = "username,name,mail,groups,role,invite\n"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def why(job: Job, line: int = 2) -> str:
    return findings_of(job)[line].why


def imported(admin: Client, job: Job) -> Job:
    admin.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})
    return carried(job)


def test_it_is_begun_from_the_list_of_people_by_whoever_may(
    nordljus: Organisation, admin: Client, sign_in: SignIn
) -> None:
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    assert "Import people" in read(admin.get("/portal/users/")).text
    assert "Import people" not in read(reader.get("/portal/users/")).text


def test_nothing_is_changed_before_its_sender_says_so(nordljus: Organisation, admin: Client) -> None:  # E04
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,Eva Ek,,,,\n")

    page = read(admin.get(f"/portal/imports/of/{job.pk}/"))

    assert "eva@nordljus.example" in page.text
    assert "will be added" in page.text
    assert not User.objects.filter(username="eva@nordljus.example").exists()


def test_people_are_added_changed_and_left_as_they_are(nordljus: Organisation, admin: Client) -> None:  # E04
    same = make_person(nordljus.tenant, "same", password=None)
    text = (
        HEAD
        + "Eva@Nordljus.example,Eva Ek,eva@post.example,Reception,reader,\n"
        + f"{nordljus.member.username},Ann Other,,Reception,,\n"
        + f"{same.username},,,,,\n"
    )

    job = imported(admin, send(admin, nordljus.tenant, text))

    eva, ann = User.objects.get(username="eva@nordljus.example"), User.objects.get(pk=nordljus.member.pk)
    assert (eva.display_name, eva.mail_address, eva.role) == ("Eva Ek", "eva@post.example", "reader")
    assert not eva.has_usable_password()
    assert ann.display_name == "Ann Other"
    assert set(nordljus.other.members.all()) == {eva, ann}
    assert job.state == Job.State.DONE
    assert job.counts == {"add": 1, "change": 1, "same": 1}


def test_the_log_says_who_did_it_to_whom_and_how_much_it_was(nordljus: Organisation, admin: Client) -> None:
    imported(admin, send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,Eva,,,,\nnobody,,,,,\n"))

    added = AuditEvent.objects.get(tag="user:account:added", subject__username="eva@nordljus.example")
    done = AuditEvent.objects.get(tag="tenant:job:done")
    assert added.actor == nordljus.admin
    assert AuditEvent.objects.filter(tag="tenant:job:begun", actor=nordljus.admin).count() == 1
    assert (done.details["rows_added"], done.details["rows_refused"]) == (1, 1)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("eva,,,,,", "Write your username as name@organisation"),
        ("eva@fjordbank.example,,,,,", "Usernames here end in a verified domain"),
        ("eva@nowhere.example,,,,,", "Usernames here end in a verified domain"),
        ("eva@nordljus.example,,no address,,,", "Write a mail address"),
        ("eva@nordljus.example,,,Nobody knows,,", "There is no group “Nobody knows”."),
        ("eva@nordljus.example,,,,king,", "There is no role “king”."),
        ("eva@nordljus.example,,,,operator,", "You may not give this role."),
        ("eva@nordljus.example,,,,,perhaps", "write yes or no"),
        ("\u0430nn@nordljus.example,,,,,", "keeps to one alphabet"),
        ("ann@nordljus.example,,,,reader,", "They have another role."),
    ],
)
def test_a_row_that_cannot_be_meant_so_is_refused_and_says_why(
    nordljus: Organisation, fjordbank: Organisation, admin: Client, row: str, expected: str
) -> None:  # E03, T23, T09
    job, people = send(admin, nordljus.tenant, HEAD + row + "\n"), User.objects.count()

    assert expected in why(job)
    assert imported(admin, job).counts == {"refused": 1}
    assert User.objects.count() == people


def test_nobody_above_the_sender_is_changed(nordljus: Organisation, operator: User, sign_in: SignIn) -> None:
    # T23, E03
    User.objects.filter(pk=operator.pk).update(tenant=nordljus.tenant, username="root@nordljus.example")

    job = send(sign_in(nordljus.admin), nordljus.tenant, HEAD + "root@nordljus.example,Changed,,,,\n")

    assert why(job) == "You may not change this person."


def test_two_rows_about_the_same_person_are_not_both_carried_out(
    nordljus: Organisation, admin: Client
) -> None:
    twice = "eva@nordljus.example,Eva,,,,\nEVA@nordljus.example,Evil,,,,\n"

    job = imported(admin, send(admin, nordljus.tenant, HEAD + twice))

    assert why(job, line=3) == "Line 2 of the file is about the same one."
    assert User.objects.get(username="eva@nordljus.example").display_name == "Eva"


def test_what_has_changed_since_it_was_shown_is_not_carried_out(
    nordljus: Organisation, admin: Client
) -> None:
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,Changed,,,,\n")
    eva = make_person(nordljus.tenant, "eva", password=None)

    done = imported(admin, job)

    assert "changed since it was looked through" in why(done)
    assert User.objects.get(pk=eva.pk).display_name == eva.display_name


def test_groups_that_are_not_there_are_made_where_that_was_chosen(
    nordljus: Organisation, admin: Client
) -> None:
    rows = "eva@nordljus.example,,,Night watch|Reception,,\nbo@nordljus.example,,,Night watch,,\n"

    imported(admin, send(admin, nordljus.tenant, HEAD + rows, makes_groups="yes"))

    watch = Group.objects.get(tenant=nordljus.tenant, name="Night watch")
    assert sorted(person.username[:3] for person in watch.members.all()) == ["bo@", "eva"]
    assert AuditEvent.objects.filter(tag="tenant:group:added", actor=nordljus.admin).count() == 1


def test_who_is_invited_gets_one_letter(nordljus: Organisation, admin: Client) -> None:  # E04
    carry_letters()

    job = imported(admin, send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,Eva,,,,yes\n"))

    [letter] = [one for one in carry_letters() if one.to == ["eva@nordljus.example"]]
    assert "Nordljus" in letter.subject
    assert findings_of(job)[2].what == ("invited by mail",)


def test_only_who_sent_a_file_carries_it_out(
    nordljus: Organisation, admin: Client, sign_in: SignIn
) -> None:  # T23
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,,\n")
    another = sign_in(make_person(nordljus.tenant, "second", role=User.Role.TENANT_ADMIN))

    answer = another.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})

    assert answer.status_code == 403
    assert carried(job).state == Job.State.LOOKED


def test_whoever_loses_the_right_on_the_way_does_nothing_more(nordljus: Organisation, admin: Client) -> None:
    # T08, T37
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,,\n")
    admin.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})
    User.objects.filter(pk=nordljus.admin.pk).update(role=User.Role.READER)

    assert carried(job).state == Job.State.STOPPED
    assert not User.objects.filter(username="eva@nordljus.example").exists()


def test_a_cancelled_file_changes_nobody_and_its_rows_are_gone(nordljus: Organisation, admin: Client) -> None:
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,,\n")

    admin.post(f"/portal/imports/of/{job.pk}/", {"cancel": "yes"})

    assert imported(admin, job).state == Job.State.CANCELLED
    assert job.parts.count() == 0
    assert not User.objects.filter(username="eva@nordljus.example").exists()


def test_refused_rows_come_back_as_a_file_with_why_and_no_formula(
    nordljus: Organisation, admin: Client
) -> None:
    job = send(admin, nordljus.tenant, HEAD + "=2+5@nowhere.example,@Eva,,,,\nbo@nordljus.example,,,,,\n")

    answer = admin.get(f"/portal/imports/of/{job.pk}/refused.csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "username,name,mail,groups,role,invite,why"
    assert len(lines) == 2
    assert lines[1].startswith("'=2+5@nowhere.example,'@Eva,,,,,")
    assert lines[1].endswith("Usernames here end in a verified domain of the organisation.")


def test_rows_are_chosen_by_what_came_of_them(nordljus: Organisation, admin: Client) -> None:
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,,\nno-address,,,,,\n")

    page = read(admin.get(f"/portal/imports/of/{job.pk}/?rows=refused"))

    assert "no-address" in page.text
    assert "eva@nordljus.example" not in page.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name\nEva\n", "must name the column “username”"),
        ("username\n", "There are no rows"),
        ("", "The file is empty."),
        ('username\n"eva\n', "cannot be read as CSV"),
        ("username,user name\neva,bo\n", "Two columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    nordljus: Organisation, admin: Client, text: str, expected: str
) -> None:
    with pytest.raises(AssertionError) as answered:
        send(admin, nordljus.tenant, text)

    assert expected in str(answered.value)
    assert Job.objects.count() == 0


def test_another_organisations_files_are_not_there(
    nordljus: Organisation, fjordbank: Organisation, admin: Client, sign_in: SignIn
) -> None:  # T09, T23
    job = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,,\n")
    stranger = sign_in(fjordbank.admin)

    for end in ("", "progress/", "refused.csv"):
        assert stranger.get(f"/portal/imports/of/{job.pk}/{end}").status_code == 404
    assert stranger.get(page_for(nordljus.tenant)).status_code == 404


def test_a_role_that_takes_a_second_person_comes_by_no_file(nordljus: Organisation, admin: Client) -> None:
    # E22, T23
    make_person(nordljus.tenant, "second", role=User.Role.TENANT_ADMIN)
    early = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,tenant admin,\n")
    choose(nordljus.tenant, ["appoint"], actor=nordljus.admin)
    late = send(admin, nordljus.tenant, HEAD + "eva@nordljus.example,,,,tenant admin,\n")

    assert "takes a second person" in why(late)
    assert imported(admin, early).counts == {"refused": 1}
    assert imported(admin, late).counts == {"refused": 1}
    assert not User.objects.filter(username="eva@nordljus.example").exists()
