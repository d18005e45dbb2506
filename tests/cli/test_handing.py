"""Tasks on their way to the right person, by commands: shown where people look, and refused with a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.office import PROPOSAL, Office

pytestmark = pytest.mark.slow

REVIEW = "data-engineering.km_review.1"
PEOPLE = """\
id,name,roles,unit,manager,time_zone
kim,Kim K,km,,,UTC
kai,Kai K,km,,kim,UTC
mara,Mara M,management,,kim,Europe/Zurich
dee,Dee D,,,mara,UTC
ola,Ola O,admin,,,UTC
"""


@pytest.fixture
def asked(office: Office) -> Office:
    """A directory in force, and a proposal that the KM team is asked about."""
    office.proposed()
    assert office("import", "people", office.write("people.csv", PEOPLE), "--as", "kim").code == 0
    office.project()
    return office


def mine(office: Office, person: str) -> list[tuple[str, str | None]]:
    rows = office("task", "list", "--mine", "--as", person, "--json").json
    return [(row["id"], row["for"]) for row in rows]


def test_my_own_list_knows_my_roles(asked: Office) -> None:
    assert mine(asked, "kim") == mine(asked, "kai") == [(REVIEW, None)]
    assert mine(asked, "mara") == []
    assert asked("task", "list", "--mine", "--as", "mara").out == "Nothing waits for mara.\n"
    assert "asked of km" in asked("task", "list", "--mine", "--as", "kim").out


def test_what_is_claimed_leaves_the_lists_of_the_others_until_it_is_released(asked: Office) -> None:
    said = asked("task", "claim", REVIEW, "--as", "km:kim")
    assert said.out == f"{REVIEW} is claimed by kim (km); `perennial task release {REVIEW}` gives it back.\n"
    asked.project()
    assert mine(asked, "kim") == [(REVIEW, None)]
    assert mine(asked, "kai") == []
    assert "km: claimed by kim" in asked("task", "show", REVIEW).out
    refused = asked("task", "decide", REVIEW, "approve", "--as", "km:kai")
    assert (refused.code, refused.sentence) == (2, f"{REVIEW} was claimed by kim; ask them to release it")
    assert asked("task", "release", REVIEW, "--as", "km:kai", "--why", "kim is ill").code == 0
    asked.project()
    assert mine(asked, "kai") == [(REVIEW, None)]
    assert "kai (km) released data-engineering.km_review.1 (claimed by kim): kim is ill" in _history(asked)


def test_who_is_named_is_asked_and_nobody_else(asked: Office) -> None:
    assert asked("task", "assign", REVIEW, "--to", "kai", "--as", "km:kim").code == 0
    asked.project()
    assert (mine(asked, "kai"), mine(asked, "kim")) == ([(REVIEW, None)], [])
    refused = asked("task", "decide", REVIEW, "approve", "--as", "km:kim")
    assert refused.sentence == f"{REVIEW} waits for kai; kim was not asked"
    assert asked("task", "assign", REVIEW, "--to", "ghost", "--as", "km:kim").sentence.startswith(
        "the directory knows no 'ghost'"
    )
    assert asked("task", "assign", REVIEW, "--everybody", "--as", "km:kim").code == 0
    assert asked("task", "assign", REVIEW, "--as", "km:kim").code == 2


def test_a_delegate_sees_it_and_answers_for_the_other(asked: Office) -> None:
    said = asked("task", "delegate", REVIEW, "--to", "dee", "--as", "km:kim", "--why", "travelling")
    assert said.out == f"dee may answer {REVIEW} for kim: --as km:dee --for kim\n"
    asked.project()
    assert mine(asked, "dee") == [(REVIEW, "kim")]
    assert "you answer for kim" in asked("task", "list", "--mine", "--as", "dee").out
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:dee", "--for", "kai").code == 2
    done = asked("task", "decide", REVIEW, "approve", "--as", "km:dee", "--for", "kim")
    assert done.out.startswith(f"{REVIEW}: approve, answered by dee (km) for kim.")
    asked.project()
    assert "dee (km) for kim answered data-engineering.km_review.1" in _history(asked)


def test_a_substitute_sees_and_answers_what_the_absent_one_would(asked: Office) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    later = f"{datetime.now(UTC) + timedelta(days=5):%Y-%m-%d}"
    said = asked("absence", "add", "kim", "--from", today, "--until", later, "--substitute", "dee", "--as", "kim")
    assert "dee decides meanwhile" in said.out
    asked.project()
    assert mine(asked, "dee") == [(REVIEW, "kim")]
    assert "dee" in asked("absence", "list").out
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:dee", "--for", "kim").code == 0
    assert asked("absence", "end", "kim", "1", "--as", "km:kai").code == 0
    asked.project()
    assert asked("absence", "list").out == "Nobody is away.\n"
    told = asked("history", "person/kim").out
    assert "noted absence 1" in told
    assert "kai (km) ended absence 1" in told


def test_days_of_an_absence_are_those_of_the_persons_own_zone(asked: Office) -> None:
    days = ["--from", "2030-07-01", "--until", "2030-07-03"]
    said = asked("absence", "add", "mara", *days, "--as", "management:mara", "--json").json
    assert (said["starts"][:16], said["ends"][:16]) == ("2030-06-30T22:00", "2030-07-03T22:00")


def test_a_yes_waits_for_whoever_has_to_agree(asked: Office) -> None:
    assert asked("task", "ask", REVIEW, "--also", "mara", "--as", "km:kim", "--why", "her budget").code == 0
    asked.project()
    assert mine(asked, "mara") == [(REVIEW, None)]
    assert "you are asked to agree" in asked("task", "list", "--mine", "--as", "mara").out
    refused = asked("task", "decide", REVIEW, "approve", "--as", "km:kim")
    assert refused.sentence.startswith("mara was asked to agree to")
    agreed = asked("task", "decide", REVIEW, "approve", "--as", "management:mara")
    assert agreed.out == f"mara (management) agrees to {REVIEW}; km decides.\n"
    asked.project()
    assert mine(asked, "mara") == []
    assert "mara (has agreed)" in asked("task", "show", REVIEW).out
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:kim").code == 0


def test_what_was_said_about_it_is_shown_with_it(asked: Office) -> None:
    assert asked("task", "comment", REVIEW, "who pays?", "--as", "km:kim").code == 0
    assert asked("task", "link", REVIEW, "https://example.org/plan", "--title", "The plan", "--as", "km:kim").code == 0
    assert asked("task", "priority", REVIEW, "urgent", "--as", "km:kim").code == 0
    asked.project()
    shown = asked("task", "show", REVIEW).out
    for words in ("who pays?", "The plan https://example.org/plan", "urgent"):
        assert words in shown
    assert asked("task", "comment", REVIEW, "me too", "--as", "member:dee").sentence.startswith("dee (member) has no")
    refused = asked("task", "link", REVIEW, "javascript:alert(1)", "--as", "km:kim")
    assert (refused.code, refused.sentence[:3]) == (2, "url")
    assert asked("task", "link", REVIEW, "example.org", "--as", "km:kim").sentence == (
        "url is no whole address of a page; write it with https:// (or http://) before, without blanks; "
        "'example.org' was given"
    )
    assert asked("task", "comment", REVIEW, "bell \a", "--as", "km:kim").code == 2


def test_a_link_without_a_title_is_said_once_and_what_was_said_has_a_time_zone(asked: Office) -> None:
    assert asked("task", "link", REVIEW, "https://example.org/plan", "--as", "km:kim").code == 0
    asked.project()
    (said,) = (line for line in asked("task", "show", REVIEW).out.splitlines() if line.startswith("Said"))
    assert said.count("https://example.org/plan") == 1
    assert " UTC: https" in said
    story = _history(asked)
    assert f"kim (km) put something to read beside {REVIEW}: https://example.org/plan" in story
    assert story.count("https://example.org/plan") == 1


def test_ids_of_tasks_are_whole_however_long_and_the_rest_gives_way(asked: Office) -> None:
    name = "a-community-whose-name-is-as-long-as-a-name-may-be-at-the-most"
    assert asked("propose", asked.write("long.yaml", PROPOSAL), "--id", name, "--as", "lee").code == 0
    asked.clock(name)
    for words in (("task", "list"), ("task", "list", "--mine", "--as", "kim"), ("community", "list")):
        listed = asked(*words).out
        assert f" {name}{'.km_review.1' if words[0] == 'task' else ''}" in map(str.rstrip, listed.splitlines())
        assert "Review" in listed or "Engineering" in listed
    bulk = asked("task", "bulk", "approve", "--task", f"{name}.km_review.1", "--reason", "good", "--as", "km:kim")
    assert f" {name}.km_review.1" in map(str.rstrip, bulk.out.splitlines())


def test_an_absence_that_ends_before_it_starts_is_refused_by_the_days_that_were_typed(asked: Office) -> None:
    days = ["--from", "2030-12-25", "--until", "2030-12-20"]
    assert asked("absence", "add", "mara", *days, "--as", "management:mara").sentence == (
        "an absence ends after it starts; --until 2030-12-20 is not after --from 2030-12-25"
    )
    days = ["--from", "2030-12-25", "--until", "2030-12-29"]
    assert asked("absence", "add", "mara", *days, "--as", "management:mara").out == (
        "mara is away from 2030-12-25 to 2030-12-29 (2030-12-24 23:00:00 to 2030-12-29 23:00:00 UTC; absence 1); "
        "nobody decides meanwhile.\n"
    )
    assert asked("absence", "add", "mara", *days, "--as", "management:mara").sentence == (
        "mara is away from 2030-12-24 23:00 UTC to 2030-12-29 23:00 UTC already (absence 1); end that one"
    )


def test_what_is_followed_up_later_leaves_ones_own_list_until_then(asked: Office) -> None:
    assert asked("task", "follow-up", REVIEW, "--on", "2099-01-01", "--as", "km:kim").code == 0
    asked.project()
    assert (mine(asked, "kim"), mine(asked, "kai")) == ([], [(REVIEW, None)])
    assert asked("task", "follow-up", REVIEW, "--as", "km:kim").code == 0
    asked.project()
    assert mine(asked, "kim") == [(REVIEW, None)]
    assert asked("task", "follow-up", REVIEW, "--on", "2020-01-01", "--as", "km:kim").code == 2


def test_the_version_that_was_shown_goes_with_the_answer(asked: Office) -> None:
    shown = asked("task", "show", REVIEW, "--json").json
    assert f"--seen {shown['version']}" in asked("task", "show", REVIEW).out
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:kim", "--seen", "99").code == 2
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:kim", "--seen", str(shown["version"])).code == 0


def test_a_proposal_is_recalled_and_submitted_again(asked: Office) -> None:
    said = asked("task", "recall", REVIEW, "--as", "lead:lee", "--why", "the budget changed")
    assert said.out == f"{REVIEW} is recalled. data-engineering is in stage draft.\n"
    assert asked("submit", "data-engineering", "--as", "lead:lee").code == 0
    asked.clock()
    assert mine(asked, "kim") == [("data-engineering.km_review.2", None)]


def test_an_administrator_overrides(asked: Office) -> None:
    refused = asked("task", "override", REVIEW, "approve", "--as", "km:kim", "--reason", "faster")
    assert refused.sentence == f"{REVIEW} is overridden by an administrator only, not by km"
    said = asked("task", "override", REVIEW, "approve", "--as", "admin:ola", "--reason", "the team is away")
    assert said.out == f"{REVIEW}: approve, in the place of those asked. data-engineering is in stage approval.\n"


def test_nobody_acts_in_a_role_that_the_directory_does_not_give_them(asked: Office) -> None:
    refused = asked("task", "decide", REVIEW, "approve", "--as", "km:mara")
    assert refused.code == 2
    assert refused.sentence.startswith("mara does not hold the role km in the directory")
    assert asked("policy", "publish", "quick", "--as", "km:ghost").code == 2


# -- many at once -------------------------------------------------------------------------------------------------


@pytest.fixture
def many(asked: Office) -> Office:
    """Four reviews; kim belongs to the last one."""
    for number in range(3):
        members = "[lee, kim]" if number == 2 else "[lee, lin]"
        text = PROPOSAL.replace("Data Engineering", f"Guild {number}").replace("[lee, lin]", members)
        assert asked("propose", asked.write(f"{number}.yaml", text), "--as", "lee").code == 0
        asked.clock(f"guild-{number}")
    return asked


def test_many_are_answered_alike_and_each_says_what_came_of_it(many: Office) -> None:
    words = ["task", "bulk", "approve", "--kind", "km_review", "--as", "km:kim", "--reason", "quarterly round"]
    assert many(*words, "--dry-run").out.count("\n") == 4
    said = many(*words, "--command-id", "round-1", "--json")
    assert (said.code, said.json["answered"], said.json["refused"]) == (3, 3, 1)
    (refused,) = (item for item in said.json["items"] if not item["answered"])
    assert refused["said"].startswith("kim belongs to guild-2")
    events = many.events()
    again = many(*words, "--command-id", "round-1")
    assert "4 answered" not in again.out
    assert many.events() == events, "the same round again answers nothing twice"


def test_a_round_without_a_reason_is_no_round(many: Office) -> None:
    assert many("task", "bulk", "approve", "--kind", "km_review", "--as", "km:kim", "--reason", " ").code == 2
    assert many("task", "bulk", "approve", "--as", "km:kim", "--reason", "x").code == 2
    named = many("task", "bulk", "approve", "--task", REVIEW, "--task", "no.such.1", "--as", "km:kim", "--reason", "x")
    assert (named.code, "1 answered, 1 refused" in named.out) == (3, True)


def _history(office: Office) -> str:
    return " ".join(office("history", "data-engineering").out.split())


def test_whoever_takes_over_from_somebody_who_left_is_told_why(asked: Office) -> None:
    assert asked("task", "assign", REVIEW, "--to", "kai", "--as", "km:kim").code == 0
    assert asked("person", "leave", "kai", "--as", "km:kim").code == 0
    asked.clock()
    assert mine(asked, "kai") == []
    assert "who was asked has left" in " ".join(asked("task", "list", "--mine", "--as", "km:kim").out.split())
    assert "kai is gone: data-engineering.km_review.1 comes to kim; it is due by" in _history(asked)
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:kai").code == 2
    assert asked("task", "decide", REVIEW, "approve", "--as", "km:kim").code == 0
