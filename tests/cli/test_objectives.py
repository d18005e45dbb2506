"""Objectives of the organisation by commands, and which communities own which part."""

from tests.cli.office import Office
from tests.cli.test_plans import CE, PLAN, alive, decided

__all__ = ["alive"]


def test_objectives_are_set_served_and_shown_with_what_was_reached(alive: Office) -> None:
    said = alive("objective", "list")
    assert said.out == "The organisation keeps no objectives here yet; set one: perennial objective set ID TITLE\n"
    km = ("--as", "km:kim")
    assert alive("objective", "set", "on-time", "Figures stand in the morning", "--owner", "mara", *km).code == 0
    assert alive("objective", "set", "fewer-breaks", "Runs that hold", "--under", "on-time", *km).code == 0
    free = alive.write("plan.yaml", PLAN)
    refused = alive("plan", "draft", CE, free, "--as", "lee")
    assert refused.code == 2
    assert "there is no objective 'Figures of the day before" in refused.sentence
    serving = PLAN.replace("objective: Figures of the day before stand in the morning", "objective: fewer-breaks")
    assert alive("plan", "draft", CE, alive.write("plan.yaml", serving), "--as", "lee").code == 0
    assert alive("plan", "submit", CE, "--as", "lee").code == 0
    decided(alive, "km:kim", "management:mara")
    assert alive("plan", "measure", CE, "broken-runs", "25", "--evidence", "the list", "--as", "lee").code == 0
    alive.project()
    above, below = alive("objective", "list", "--json").json
    assert (above["objective"]["id"], above["depth"], above["segments"]) == ("on-time", 0, [])
    assert (below["objective"]["id"], below["depth"], below["owned"]) == ("fewer-breaks", 1, "0.25")
    assert below["reached"] == "0.125000"
    table = alive("objective", "list").out
    assert "Figures stand in the morning" in table
    assert f"{CE}: Nightly runs" in table
    assert "set the objective on-time" in alive("history", "objectives/organisation").out


def test_what_can_not_be_an_objective_is_refused(office: Office) -> None:
    office.project()
    km = ("--as", "km:kim")
    assert office("objective", "set", "a", "All", *km).code == 0
    assert office("objective", "set", "b", "Beside", "--under", "a", *km).code == 0
    before = office.events()
    for words, sentence in (
        (("set", "a", "All", "--under", "b", *km), "a can't lie under itself: a under b under a"),
        (("set", "c", "Else", "--under", "z", *km), "there is no objective 'z'"),
        (("set", "Not An Id", "Else", *km), "ids are lower-case words"),
        (("drop", "a", "--why", "no", *km), "b would lie under nothing"),
        (("set", "c", "Else", "--as", "lead:lee"), "by Management and by the KM team"),
    ):
        refused = office("objective", *words)
        assert refused.code == 2
        assert sentence in refused.sentence
    assert office.events() == before
    assert office("objective", "drop", "b", "--why", "reached", *km).out == "b is dropped.\n"
