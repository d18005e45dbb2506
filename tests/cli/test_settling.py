"""What the organisation settles about a community, by commands: done, shown, and refused with a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from policies.document import LifecycleRules
from policies.reader import read_policy
from policies.yaml_text import parse
from policies.yaml_writing import as_yaml
from tests.cli.office import PROPOSAL, Office
from tests.policies.standings import changed

pytestmark = pytest.mark.slow

SECTIONS = """
levels:
  - {name: seed, title: Seed}
  - {name: tree, title: Tree, reached_by: promotion}
concerns:
  - cause: no_lead
    title: It has no lead
    grace: 30 days
    question: {decided_by: management, due: 14 days}
changes:
  - kind: promotion
    title: Promote it
    steps:
      - decided_by: board
        due: 7 days
        ballot:
          rule: 2
          open_at_most: 7 days
          not_carried: reject
          stop_window: 3 days
          on_stop: return
          edit_resets_clock: true
  - kind: closing
    title: End it
    effect: sunset
    steps: [{decided_by: board, due: 7 days}]
duties:
  - name: report
    title: The yearly report
    by: lead
    schedule: {on: [1 March]}
    on_request: 30 days
    form_out_before: 30 days
  - name: plan
    title: The plan
    by: lead
    schedule: {every: 1 year}
calendar: {time_zone: Europe/Zurich}
"""
RULES = as_yaml(
    changed(
        silence={"exemption": {"approved_by": "management", "at_most": "1 year"}},
        sunset={"notice": "0 days", "restore_within": "30 days"},
        **parse(SECTIONS, "sections").value,
    )
)
EXEMPT = ["community", "exempt", "gardeners", "--owner", "mara", "--why", "x"]
RESTORE = ("community", "restore", "gardeners", "--why", "It is missed")
SOON = datetime.now(UTC) + timedelta(days=40)


@pytest.fixture
def garden(office: Office) -> Office:
    """Gardeners live under a policy that knows levels, changes, concerns, duties and exemptions."""
    assert office("policy", "publish", office.write("rules.yaml", RULES), "--as", "kim").code == 0
    file = office.write(
        "c.csv", f"id,title,sponsor,started,ended,outcome\ngardeners,Gardeners,Works,{SOON.year - 1}-01-01,,\n"
    )
    assert office("import", "communities", file).code == 0
    return office


def rules(office: Office) -> LifecycleRules:
    return read_policy(office.folder / "rules.yaml")


def shown(office: Office) -> str:
    office.project()
    return office("community", "show", "gardeners").out


def test_a_place_is_given_in_parts_and_shown(garden: Office) -> None:
    assert garden("community", "place", "gardeners", "--level", "seed").out == (
        "gardeners is placed: level seed, group none.\n"
    )
    assert garden("community", "place", "gardeners", "--group", "spring", "--json").json == {
        "community": "gardeners",
        "stage": "active",
        "level": "seed",
        "group": "spring",
    }
    out = shown(garden)
    assert "Level" in out
    assert "spring" in out
    assert garden("community", "place", "gardeners", "--group", "", "--json").json["group"] is None


def test_an_exemption_is_approved_shown_and_revoked(garden: Office) -> None:
    until = f"{SOON:%Y-%m-%d}"
    words = ("community", "exempt", "gardeners", "--owner", "mara", "--until", until, "--why", "Critical")
    assert garden(*words, "--as", "management:max").out == (
        f"gardeners is exempt until {SOON:%-d %b %Y}; mara answers for it.\n"
    )
    assert "Exempt until" in shown(garden)
    said = garden("community", "revoke-exemption", "gardeners", "--why", "No longer critical")
    assert said.out == "gardeners is exempt no longer; silence is counted from now.\n"
    assert "Exempt until" not in shown(garden)


def test_a_concern_is_raised_and_settled(garden: Office) -> None:
    assert garden("community", "raise", "gardeners", "no_lead").out == (
        "no lead of gardeners is raised; its grace has begun.\n"
    )
    assert garden("community", "settle", "gardeners", "no_lead", "--why", "Lee took over", "--json").code == 0
    garden.project()
    topics = [fact["topic"] for fact in garden("history", "gardeners", "--json").json]
    assert topics[-2:] == ["community.concern_raised", "community.concern_settled"]


def test_a_change_is_asked_for_edited_voted_on_and_stopped(garden: Office) -> None:
    ask = ("change", "request", "gardeners", "promotion", "--title", "To a tree", "--what", "We have grown")
    assert garden(*ask, "--as", "km:kim", "--json").json["number"] == 1
    garden.clock("gardeners", rules(garden))
    (task,) = [row["id"] for row in garden("task", "list", "--kind", "change", "--json").json]
    vote = ("task", "decide", task, "approve", "--as")
    first = garden(*vote, "board:bea").out.splitlines()
    assert first[0] == f"{task}: approve, voted by bea (board)."
    assert first[1].startswith("The ballot goes on until ")
    assert first[1].endswith("1 is for approve; 1 more is needed.")
    garden.project()
    seen = garden("task", "show", task)
    assert "bea: approve" in seen.out
    assert f"perennial task abstain {task} --as board:PERSON" in seen.out
    assert garden("task", "abstain", task, "--as", "board:ben", "--json").json["ballot"]["blanks"] == 1
    edited = garden("change", "edit", "gardeners", "1", "--what", "We have grown a lot", "--as", "km:kim")
    assert edited.out == "Change 1 of gardeners is edited.\n"
    garden.project()
    assert garden("task", "show", task, "--json").json["ballot"]["votes"] == []
    assert garden(*vote, "board:bea").code == 0
    carried = garden(*vote, "board:ben", "--json").json["ballot"]
    assert (carried["open"], carried["carried"]) == (True, "approve")
    garden.project()
    assert f'perennial task stop {task} --as board:PERSON --why "..."' in garden("task", "show", task).out
    stopped = garden("task", "stop", task, "--as", "board:bob", "--why", "Too early")
    assert stopped.code == 0
    assert "bob stopped it" in stopped.out
    garden.project()
    ended = garden("task", "show", task, "--json").json
    assert (ended["state"], ended["choice"], ended["ballot"]["open"]) == ("decided", "return", False)


def test_an_extra_report_is_asked_for_by_a_date_or_in_the_policys_time(garden: Office) -> None:
    by = f"{SOON:%Y-%m-%d}"
    assert garden("duty", "request", "gardeners", "report", "--by", by).out == (
        f"gardeners is asked for an extra report by {SOON:%-d %b %Y}.\n"
    )
    assert "was asked for report already" in garden("duty", "request", "gardeners", "report").sentence


def test_a_form_that_came_late_is_noted_for_the_date_in_the_policys_own_time_zone(garden: Office) -> None:
    said = garden("duty", "form", "standard", "report", "--for", "2027-03-01", "--out", "2027-02-20", "--json")
    assert said.json["on"] == "2027-02-28T23:00:00+00:00"
    garden.project()
    assert "the form for report of" in garden("history", "policy/standard").out


def test_what_was_ended_by_a_sunset_is_shown_as_restorable_and_restored(garden: Office) -> None:
    words = ("--title", "To an end", "--what", "Its work is done", "--as", "km:kim")
    assert garden("change", "request", "gardeners", "closing", *words).code == 0
    garden.clock("gardeners", rules(garden))
    (task,) = [row["id"] for row in garden("task", "list", "--kind", "change", "--json").json]
    assert garden("task", "decide", task, "approve", "--as", "board:bea").code == 0
    garden.clock("gardeners", rules(garden))
    for row in garden("task", "list", "--kind", "sunset_item", "--json").json:
        assert garden("task", "decide", row["id"], "done", "--as", "km:kim").code == 0
    garden.clock("gardeners", rules(garden))
    assert "Restorable until" in shown(garden)
    assert "restored by km, not by member" in garden(*RESTORE, "--as", "member:mo").sentence
    assert garden(*RESTORE).out == "gardeners is restored; its stage is active.\n"
    assert "Restorable until" not in shown(garden)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["community", "place", "nobody", "--level", "seed"], "there is no community 'nobody'"),
        (["community", "place", "gardeners", "--level", "bush"], "has no level 'bush'; it has seed, tree"),
        (["community", "place", "gardeners", "--level", "seed", "--as", "lead:lee"], "the KM team says to which level"),
        (
            ["community", "exempt", "gardeners", "--owner", "mara", "--until", f"{SOON:%Y-%m-%d}", "--why", "x"],
            "exemptions are approved by management, not by km",
        ),
        (
            [*EXEMPT, "--until", "2020-01-01", "--as", "management:max"],
            "2020-01-01 has passed; an exemption ends on a day to come",
        ),
        (
            [*EXEMPT, "--until", "2099-01-01", "--as", "management:max"],
            "an exemption lasts at most 1 year",
        ),
        (["community", "revoke-exemption", "gardeners", "--why", "x"], "gardeners is not exempt"),
        (["community", "raise", "gardeners", "no_money"], "has no cause of concern 'no_money'; it has no_lead"),
        (["community", "raise", "gardeners", "no_lead", "--as", "member:mo"], "raised by those who watch over it"),
        (["community", "settle", "gardeners", "no_lead", "--why", "x"], "no_lead is no open concern of gardeners"),
        (["community", "restore", "gardeners", "--why", "x"], "was not ended by a sunset; there is nothing to restore"),
        (
            ["change", "request", "gardeners", "merger", "--title", "t", "--what", "w"],
            "has no kind of change 'merger'; it has promotion, closing",
        ),
        (
            ["change", "request", "gardeners", "promotion", "--title", "t", "--what", "w", "--as", "member:mo"],
            "is asked for by lead or km, not by member",
        ),
        (
            [
                "change",
                "request",
                "gardeners",
                "promotion",
                "--title",
                "t",
                "--what",
                "w",
                "--level",
                "seed",
                "--as",
                "km:kim",
            ],
            "level seed is reached by a change of kind none",
        ),
        (["change", "edit", "gardeners", "7", "--what", "w"], "change 7 of gardeners is not being decided (any more)"),
        (["duty", "request", "gardeners", "diary"], "has no duty 'diary'; it has report, plan"),
        (["duty", "request", "gardeners", "plan"], "does not let anybody ask for an extra plan"),
        (["duty", "request", "gardeners", "report", "--as", "lead:lee"], "asked for by the KM team or by Management"),
        (["duty", "request", "gardeners", "report", "--by", "2020-01-01"], "ask for report by a day to come"),
        (["duty", "form", "own", "report", "--for", "2027-03-01", "--out", "2027-02-20"], "no policy 'own'"),
        (
            ["duty", "form", "standard", "report", "--for", "2027-03-02", "--out", "2027-02-20"],
            "report is due each 1 March; 2 March is no date of it",
        ),
        (
            ["duty", "form", "standard", "plan", "--for", "2027-03-01", "--out", "2027-02-20"],
            "standard@1 does not say when the form for plan is out",
        ),
        (
            ["duty", "form", "standard", "report", "--for", "2027-03-01", "--out", "2027-02-20", "--as", "lead:lee"],
            "by the KM team",
        ),
        (["task", "abstain", "gardeners.change.promotion.1", "--as", "board:bea"], "there is no task"),
        (["task", "stop", "gardeners.change.promotion.1", "--as", "board:bea", "--why", "x"], "there is no task"),
    ],
)
def test_what_the_rules_forbid_is_refused_with_a_sentence(garden: Office, words: list[str], sentence: str) -> None:
    before = garden.events()
    said = garden(*words)
    assert (said.code, garden.events()) == (2, before)
    assert sentence in said.sentence


@pytest.mark.parametrize(
    "words",
    [
        ["community", "place", "a"],
        ["community", "exempt", "a", "--owner", "mara", "--until", "soon", "--why", "x"],
        ["community", "settle", "a", "no_lead"],
        ["change", "edit", "a", "one", "--what", "w"],
        ["duty", "form", "standard", "report", "--for", "spring", "--out", "2027-02-20"],
        ["task", "stop", "a.change.promotion.1", "--as", "board:bea"],
        ["task", "abstain", "a.change.promotion.1", "--as", "bea"],
    ],
)
def test_a_mistyped_command_is_refused_before_anything_is_opened(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.main import run

    assert run(words) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_task_that_one_person_answers_is_neither_abstained_from_nor_stopped(office: Office) -> None:
    office.proposed()
    before = office.events()
    for words in (["abstain"], ["stop", "--why", "x"]):
        said = office("task", *words[:1], "data-engineering.km_review.1", "--as", "km:kim", *words[1:])
        assert (said.code, office.events()) == (2, before)
        assert "is answered by one person; there is no ballot" in said.sentence


def test_terms_of_reference_are_shown_whole(office: Office) -> None:
    more = "sponsor: sam\nco_leads: [lou]\nsecretary: sue\nmentors: [mel]\nunits: [Finance]\nkpis: [Ten pipelines]\n"
    more += "business_objective: Fewer delays\ncharter: The shared folder\n"
    assert office("policy", "publish", "standard").code == 0
    assert office("propose", office.write("p.yaml", PROPOSAL + more), "--as", "lee").code == 0
    office.project()
    told = office("community", "show", "data-engineering").out
    for word in ("sam", "lou", "sue", "mel", "Finance", "Ten pipelines", "Fewer delays", "The shared folder"):
        assert word in told, word
