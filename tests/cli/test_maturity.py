"""Maturity by commands: the model, an assessment, what is missing, and all communities side by side."""

from tests.cli.office import Office
from tests.cli.test_plans import CE, alive

__all__ = ["alive"]


def test_a_community_is_assessed_and_told_what_is_missing(alive: Office) -> None:
    model = alive("maturity", "model", CE).out
    assert "Leadership (leadership)" in model
    assert "There is a co-lead" in model
    nobody = "there is no community 'nope'; `perennial community list` shows all"
    for words in (("maturity", "show", "nope"), ("plan", "show", "nope")):
        assert alive(*words).sentence == nobody
    refused = alive("maturity", "show", CE)
    assert refused.sentence == f"nobody has assessed {CE} yet; begin with `perennial maturity model {CE}`"
    assert alive("maturity", "board").out == "Nobody has assessed any community yet.\n"
    said = alive("maturity", "assess", CE, "leadership", "--shown", "1.1=the terms", "--as", "km:kim")
    assert said.out.startswith(f"leadership of {CE} is at level 1;")
    assert alive("maturity", "assess", CE, "leadership", "--level", "2", "--as", "km:kim").sentence == (
        "say why it is level 2: what was shown suggests 0"
    )
    override = ["--level", "2", "--why", "the minister said"]
    assert alive("maturity", "assess", CE, "mandate", *override, "--as", "km:kim").code == 0
    assert alive("maturity", "assess", CE, "leadership", "--shown", "1.1=me", "--as", "lead:lee").code == 0
    alive.project()
    shown = " ".join(alive("maturity", "show", CE).out.split())
    assert "1 of 3 Forming (itself: 1)" in shown
    assert "Mandate: what was shown suggests 0; kim chose 2: the minister said" in shown
    assert "There is a secretary" in shown
    assert "Year 1: 3 of 6" in shown
    (row,) = alive("maturity", "board", "--json").json
    assert (row["community"], row["total"], row["of"], row["moved"]) == (CE, 3, 6, {})
    board = alive("maturity", "board").out
    assert "3/6 (50%)" in board
    assert board.splitlines()[-1] == "By the share of the levels that each model has, then by total, then by id."
    assert "kim (km) found Mandate at level 2 of 3 in year 1" in " ".join(alive("history", CE).out.split())


def test_what_shows_a_need_is_written_with_its_number(alive: Office) -> None:
    refused = alive("maturity", "assess", CE, "leadership", "--shown", "the terms", "--as", "km:kim")
    assert refused.code == 2
    assert "is not NEED=WHAT" in refused.err
