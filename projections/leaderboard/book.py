"""All that a leaderboard is worked out from, as tables: read anew for each batch, or kept in memory by a rebuild."""

from typing import Any, Final

from projections.budgets import BUDGET_ROWS
from projections.leaderboard.answers import AnswerRow
from projections.leaderboard.criteria import Criteria, CriteriaRow
from projections.leaderboard.members import MemberRow
from projections.leaderboard.products import Products
from projections.leaderboard.seen import SeenRow
from projections.leaderboard.tables import ANSWERS, BUDGETS, CRITERIA, MEMBERS, PRODUCTS, SEEN, YEARS
from projections.partition import WHOLE, Partition
from projections.rows import HeldTable, Rows, Table
from projections.view import Connected
from projections.years import YEAR_ROWS

MEMBER_ROWS: Final = Rows(MemberRow)
CRITERIA_ROWS: Final = Rows(CriteriaRow)
ANSWER_ROWS: Final = Rows(AnswerRow)
SEEN_ROWS: Final = Rows(SeenRow)


class Book:
    """`held` for a rebuild: rows are written when there are many, and by `flush`; those of one `partition` of all
    communities, and what bears on all of them by the first."""

    def __init__(self, connection: Connected, table: str, *, held: bool = False, partition: Partition = WHOLE) -> None:
        self.connection = connection
        self.table = table
        self.partition = partition
        kind: type[Table[Any]] = HeldTable if held else Table
        self.members: Table[MemberRow] = kind(MEMBER_ROWS, connection, table + MEMBERS)
        self.answers: Table[AnswerRow] = kind(ANSWER_ROWS, connection, table + ANSWERS)
        self.seen: Table[SeenRow] = kind(SEEN_ROWS, connection, table + SEEN)
        self.years = kind(YEAR_ROWS, connection, table + YEARS)
        self.budgets = kind(BUDGET_ROWS, connection, table + BUDGETS)
        self.products = Products(connection, table + PRODUCTS, held=held)
        self._criteria = Table(CRITERIA_ROWS, connection, table + CRITERIA)
        self._known = Criteria(CRITERIA_ROWS.select(connection, table + CRITERIA, "", []))

    @property
    def criteria(self) -> Criteria:
        """All versions of all policies."""
        return self._known

    def publish(self, row: CriteriaRow) -> None:
        """One more version, or one that has changed."""
        self._known.add(row)
        if self.partition.is_first:
            self._criteria.store([row])

    def flush(self) -> None:
        """Writes what is kept."""
        for table in (self.members, self.answers, self.seen, self.years, self.budgets):
            table.flush()
        self.products.flush()
