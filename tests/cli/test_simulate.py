"""What a policy would lead to, typed."""

from tests.cli.office import Office

SCENARIO = """\
title: Two that fade
begins: 2026-01-01
years: 2
communities:
  - name: fading
    title: One that fades
    count: 2
    enters: living
    signs: {every: 2 weeks, silent: [{after: 3 months, lasts: 50 years}]}
answers:
  - {task: dormancy, never: 1}
"""


def test_a_scenario_is_told_as_what_happens_who_is_asked_and_what_is_noteworthy(office: Office) -> None:
    said = office("policy", "simulate", "standard", "--from", office.write("fading.yaml", SCENARIO))
    assert said.code == 0
    assert said.err == ""
    lines = [line.split() for line in said.out.splitlines()]
    assert ["closed", "2", "2"] in lines
    assert len([line for line in lines if line and line[0].startswith(("2026-", "2027-"))]) == 24, "a row a month"
    assert sum("sunset announced, by consent" in line for line in said.out.splitlines()) == 2


def test_programs_are_told_everything(office: Office) -> None:
    file = office.write("fading.yaml", SCENARIO)
    told = office("policy", "simulate", "standard", "--from", file, "--years", "1", "--seed", "7", "--json").json
    assert (told["policy"], told["begins"], told["years"]) == ("standard", "2026-01-01T00:00:00+00:00", 1)
    assert {"year": 2026, "what": "lead asked", "times": 2} in told["happened"]
    assert sum(row["asked"] for row in told["questions"] if row["role"] == "management") == 2
    assert {one["community"] for one in told["noteworthy"]} == {"fading-1", "fading-2"}
    again = office("policy", "simulate", "standard", "--from", file, "--years", "1", "--seed", "7", "--json").json
    assert again == told


def test_the_communities_of_the_ledger_go_on_under_a_published_version(office: Office) -> None:
    office.proposed()
    before = office.events()
    said = office("policy", "simulate", "standard@1", "--from", "ledger", "--years", "2", "--json")
    assert said.code == 0
    assert "under the policy from today: 1." in said.err
    assert {"what": "launched", "times": 1}.items() <= said.json["happened"][0].items()
    assert office.events() == before


def test_a_bad_scenario_is_refused_with_its_line(office: Office) -> None:
    file = office.write("bad.yaml", SCENARIO.replace("count: 2", "count: two"))
    said = office("policy", "simulate", "standard", "--from", file)
    assert said.code == 2
    assert said.sentence.startswith(f"{file}:7: communities.1.count: ")


def test_a_policy_that_is_nowhere_is_refused(office: Office) -> None:
    file = office.write("fading.yaml", SCENARIO)
    assert "no policy 'gone' was published" in office("policy", "simulate", "gone", "--from", file).sentence
    assert "'standard@x' names no policy" in office("policy", "simulate", "standard@x", "--from", file).sentence


def test_a_scenario_that_is_nowhere_is_refused(office: Office) -> None:
    assert (
        "nowhere.yaml: there is no such file"
        in office("policy", "simulate", "standard", "--from", "nowhere.yaml").sentence
    )
