"""What the videos of a made-up studio have cost: receipts, entries of the ledger and budgets that add up.

Beside `spending.ledger`, which books what happens now, this writes what might have happened, in bulk, for new teams in
which nobody else works yet. `spending.checking` finds no difference afterwards.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from apps.renders.models import Render
from apps.spending.models import Budget, Entry, Hold
from apps.spending.months import month_of
from apps.teams.models import Team, User

Key = tuple[int | None, date, bool]  # whose budget, of which month, of play money


@dataclass(slots=True)
class Books:
    """The books of one team. What is booked becomes rows with `write`, again and again."""

    team: Team
    budgets: dict[Key, Budget] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    changed: dict[Key, Budget] = field(default_factory=dict)

    def set_aside(self, take: Render) -> Hold:
        """Book what a take may cost, when it was asked for; the hold is the take's."""
        month = month_of(self.team, take.created_at)
        both = [self._budget(owner, month, take) for owner in (None, take.created_by)]
        hold = Hold(
            key=take.external_id,
            team=self.team,
            budget=both[0],
            personal_budget=both[1],
            user=take.created_by,
            what=Hold.What.FILM,
            title=str(take.video),
            service=take.service.name,
            quality=str(take.get_mode_display()),
            seconds=take.seconds,
            is_play_money=take.is_play_money,
            low_micros=take.low_micros,
            estimate_micros=take.estimate_micros,
            held_micros=0,
            task_id=take.task_id,
            request_id=take.request_id,
            created_at=take.created_at,
        )
        self.holds.append(hold)
        self._enter(hold, Entry.Kind.HELD, take.estimate_micros, 0, "asked", take.created_at)
        return hold

    def settle(self, hold: Hold, charged_micros: int, reason: str, at: datetime) -> None:
        """Book what it has cost in the end; nothing is set aside any more."""
        kind = Entry.Kind.CHARGED if charged_micros else Entry.Kind.RETURNED
        self._enter(hold, kind, -hold.held_micros, charged_micros, "made up", at)
        hold.reason, hold.closed_at = reason, at

    def write(self) -> None:
        """Make rows of everything that is none yet."""
        new = [budget for budget in self.changed.values() if budget.pk is None]
        old = [budget for budget in self.changed.values() if budget.pk is not None]
        Budget.objects.bulk_create(new)
        Budget.objects.bulk_update(old, ["held_micros", "spent_micros"])
        Hold.objects.bulk_create(self.holds)
        Entry.objects.bulk_create(self.entries)
        for written in (self.changed, self.holds, self.entries):
            written.clear()

    def _budget(self, owner: User | None, month: date, take: Render) -> Budget:
        key = (owner.pk if owner else None, month, take.is_play_money)
        if key not in self.budgets:
            self.budgets[key] = Budget(team=self.team, user=owner, month=month, is_play_money=take.is_play_money)
        self.changed[key] = self.budgets[key]
        return self.budgets[key]

    def _enter(self, hold: Hold, kind: Entry.Kind, held: int, spent: int, why: str, at: datetime) -> None:
        number = 1 if kind == Entry.Kind.HELD else 2
        entry = Entry(hold=hold, number=number, kind=kind, held_micros=held, spent_micros=spent, why=why, at=at)
        self.entries.append(entry)
        for row in (hold, hold.budget, hold.personal_budget):
            row.held_micros += held
            row.spent_micros += spent
