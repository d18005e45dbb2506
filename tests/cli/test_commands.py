"""A life by commands: what people type, and what they and their programs are told."""

from datetime import UTC, datetime, timedelta

from projections.catalogue import VIEWS
from tests.cli.office import PROPOSAL, Office


def test_a_proposal_goes_through_both_approvals_by_commands_alone(office: Office) -> None:
    office.proposed()
    for task, who, stage in (
        ("data-engineering.km_review.1", "km:kim", "approval"),
        ("data-engineering.approval.1", "management:mara", "launch"),
    ):
        assert [row["id"] for row in office("task", "list", "--json").json] == [task]
        said = office("task", "decide", task, "approve", "--as", who, "--json")
        assert said.code == 0
        assert (said.json["community"], said.json["stage"]) == ("data-engineering", stage)
        office.clock()
    items = office("task", "list", "--kind", "launch_item", "--json").json
    assert {row["item"] for row in items} == {"kick_off", "platform", "training"}
    for row in items:
        person = "lead:lee" if row["assigned_to"] == "lead" else "km:kim"
        assert office("task", "decide", row["id"], "done", "--as", person).code == 0
    office.clock()
    assert office("community", "show", "data-engineering", "--json").json["stage"] == "active"


def test_what_was_returned_is_changed_and_resubmitted(office: Office) -> None:
    office.proposed()
    reason = ("--reason", "Name a figure")
    assert office("task", "decide", "data-engineering.km_review.1", "return", "--as", "km:kim", *reason).code == 0
    better = office.write("better.yaml", PROPOSAL.replace("A handbook", "Ten pipelines and a handbook"))
    said = office("submit", "data-engineering", better, "--as", "lee", "--json")
    assert (said.json["stage"], said.json["round"]) == ("review", 2)
    office.project()
    shown = office("community", "show", "data-engineering", "--json").json
    assert shown["terms"]["initiatives"] == ["Ten pipelines and a handbook of patterns"]


def test_a_draft_waits_until_it_is_submitted_and_may_be_withdrawn(office: Office) -> None:
    assert office("policy", "publish", "standard").code == 0
    file = office.write("p.yaml", PROPOSAL)
    said = office("propose", file, "--draft", "--id", "data", "--as", "lee", "--json")
    assert (said.json["community"], said.json["stage"], said.json["policy"]) == ("data", "draft", "standard@1")
    assert office("submit", "data", "--as", "lee").out == "data is submitted (round 1); its stage is review.\n"
    said = office("withdraw", "data", "--as", "lee", "--reason", "Another way", "--json")
    assert (said.json["stage"], said.json["outcome"]) == ("closed", "withdrawn")


def test_a_repeated_command_id_gets_the_first_answer_and_writes_once(office: Office) -> None:
    office.proposed()
    decide = ("task", "decide", "data-engineering.km_review.1", "approve", "--as", "km:kim", "--command-id", "c-1")
    first = office(*decide)
    written = office.events()
    again = office(*decide)
    assert (first.code, again.code) == (0, 0)
    assert first.out == again.out
    assert office.events() == written


def test_the_inbox_is_narrowed_by_role_kind_community_and_lateness(office: Office) -> None:
    office.proposed()
    for narrowed, found in (
        (("--role", "km"), 1),
        (("--role", "management"), 0),
        (("--kind", "km_review"), 1),
        (("--kind", "approval"), 0),
        (("--community", "data-engineering"), 1),
        (("--community", "other"), 0),
        (("--overdue",), 0),
        (("--all",), 1),
    ):
        assert len(office("task", "list", *narrowed, "--json").json) == found, narrowed
    (row,) = office("task", "list", "--json").json
    assert row["choices"] == ["approve", "return", "reject"]
    assert row["overdue"] is False
    assert datetime.fromisoformat(row["due"]) > datetime.now(UTC) + timedelta(days=9)


def test_a_task_shows_how_it_is_answered(office: Office) -> None:
    office.proposed()
    said = office("task", "show", "data-engineering.km_review.1")
    assert 'perennial task decide data-engineering.km_review.1 return --as km:PERSON --reason "..."' in said.out
    shown = office("task", "show", "data-engineering.km_review.1", "--json").json
    assert (shown["community_title"], shown["state"], shown["assigned_to"]) == ("Data Engineering", "open", "km")


def test_history_is_told_as_of_a_day(office: Office) -> None:
    office.proposed()
    today = datetime.now(UTC)
    whole = office("history", "data-engineering", "--json").json
    assert [fact["topic"] for fact in whole][:2] == ["community.proposed", "community.proposal_submitted"]
    assert office("history", "data-engineering", "--as-of", f"{today:%Y-%m-%d}", "--json").json == whole
    first = datetime.fromisoformat(whole[1]["recorded_at"]).isoformat()
    then = office("history", "data-engineering", "--as-of", first, "--json").json
    assert [fact["position"] for fact in then] == [fact["position"] for fact in whole[:2]]
    assert "lee (member) proposed “Data Engineering”, to be led by lee" in office("history", "data-engineering").out


def test_activity_is_recorded_once_for_each_source(office: Office) -> None:
    file = office.write("c.csv", "id,title,sponsor,started,ended,outcome\na,A,,2020-01-01,,\n")
    assert office("import", "communities", file).code == 0
    told = ("activity", "add", "a", "--what", "A clinic", "--on", "2026-01-15T10:00", "--source-id", "calendar/1")
    assert office(*told, "--json").json["sign"]["happened_at"].startswith("2026-01-15T10:00:00")
    written = office.events()
    assert office(*told).code == 0
    assert office.events() == written
    office.project()
    assert office("community", "show", "a", "--json").json["last_sign_of_life"].startswith("2026-01-15T10:00:00")


def test_policies_are_checked_published_once_and_listed(office: Office) -> None:
    assert office("policy", "list", "--json").json == []
    assert office("policy", "publish", "quick", "--why", "A demonstration", "--json").json["new"] is True
    assert office("policy", "publish", "quick", "--json").json["new"] is False
    (listed,) = office("policy", "list", "--json").json
    assert (listed["policy"], listed["withdrawn"]) == ("quick@1", False)
    office.project()
    assert "published version 1: A demonstration" in office("history", "policy/quick").out
    bad = office.write("bad.yaml", "name: x\n")
    checked = office("policy", "check", bad, "--json")
    assert checked.code == 2
    assert checked.json[0]["sound"] is False
    assert all(mistake.startswith(f"{bad}:1: ") for mistake in checked.json[0]["mistakes"])


def test_only_the_km_team_publishes_policies(office: Office) -> None:
    said = office("policy", "publish", "quick", "--as", "member:mo")
    assert said.code == 2
    assert "published and withdrawn by the KM team" in said.sentence


def test_views_are_rebuilt_and_show_the_same(office: Office) -> None:
    office.proposed()
    before = office("community", "list", "--json").json
    said = office("rebuild", "--json")
    assert set(said.json) == {view.name for view in VIEWS}
    assert office("community", "list", "--json").json == before
    assert office("rebuild", "inbox").out == f"inbox: rebuilt from the record up to position {office.events()}\n"


def test_a_reader_is_told_that_the_views_are_behind(office: Office) -> None:
    assert office("policy", "publish", "standard").code == 0
    said = office("task", "list")
    assert (said.code, said.out) == (0, "Nothing waits.\n")
    assert "is `perennial projector` running?" in said.err


def test_the_record_is_installed_by_command_as_often_as_one_likes(office: Office) -> None:
    assert office("schema").out == "The record is installed; perennial_app may read it and add to it.\n"
    assert office("schema").code == 0


def test_nothing_shown_is_wider_than_a_hundred_columns(office: Office) -> None:
    long = PROPOSAL.replace("Data Engineering", "Data Engineering " + "for everybody " * 12)
    assert office("policy", "publish", "standard").code == 0
    assert office("propose", office.write("p.yaml", long), "--id", "d" * 63, "--as", "lee").code == 0
    office.clock("d" * 63)
    for words in (["task", "list"], ["community", "list"], ["history", "d" * 63], ["community", "show", "d" * 63]):
        tabled = [line for line in office(*words).out.splitlines() if "perennial" not in line]
        assert max(map(len, tabled)) <= 100
