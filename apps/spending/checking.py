"""Counts the money again from the ledger, which is the truth, and says where a sum beside it is another."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from apps.spending.models import Budget, Hold


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A receipt or a budget whose sums are not those of the ledger. Amounts are millionths: set aside, and spent."""

    row: Hold | Budget
    stored: tuple[int, int]
    counted: tuple[int, int]

    def __str__(self) -> str:
        what = "Receipt" if isinstance(self.row, Hold) else "Budget"
        return (
            f"{what} {self.row.pk} ({self.row}): {self.stored[0]} set aside and {self.stored[1]} spent, "
            f"but the ledger says {self.counted[0]} and {self.counted[1]} (millionths)."
        )


def disagreements() -> Iterator[Disagreement]:
    """Receipts first, then budgets. Each kind is compared by one query, so that it may be asked while money moves."""
    yield from _differ(Hold.objects.select_related("user"), "entries")
    budgets = Budget.objects.select_related("team", "user")
    yield from _differ(budgets.filter(user=None), "holds__entries")
    yield from _differ(budgets.exclude(user=None), "personal_holds__entries")


def _differ(rows: QuerySet[Hold] | QuerySet[Budget], entries: str) -> Iterator[Disagreement]:
    held, spent = (Coalesce(Sum(f"{entries}__{name}"), 0) for name in ("held_micros", "spent_micros"))
    counted = rows.annotate(held=held, spent=spent)
    for row in counted.exclude(Q(held=F("held_micros")) & Q(spent=F("spent_micros"))):
        yield Disagreement(row, (row.held_micros, row.spent_micros), (row.held, row.spent))
