"""Receipts for what was bought before there were any. Used by the migrations of takes and spoken texts."""

import datetime


def book(apps, row, *, team_id, is_open, **words):
    """Give `row` (a take or a spoken text) the hold that it would have had, and its lines of the ledger."""
    Budget, Hold = apps.get_model("spending", "Budget"), apps.get_model("spending", "Hold")
    charged = 0 if is_open else row.charged_micros or 0
    held = row.estimate_micros if is_open else 0
    month = row.created_at.astimezone(datetime.timezone.utc).date().replace(day=1)
    budgets = []
    for user_id in (None, row.created_by_id):
        known = {"team_id": team_id, "user_id": user_id, "month": month, "is_play_money": row.is_play_money}
        budget, _is_new = Budget.objects.get_or_create(**known)
        budget.held_micros += held
        budget.spent_micros += charged
        budget.save()
        budgets.append(budget)
    closed_at = None if is_open else row.finished_at or row.created_at
    row.hold = Hold.objects.create(
        team_id=team_id,
        budget=budgets[0],
        personal_budget=budgets[1],
        user_id=row.created_by_id,
        is_play_money=row.is_play_money,
        low_micros=row.estimate_micros,
        estimate_micros=row.estimate_micros,
        held_micros=held,
        spent_micros=charged,
        task_id=row.task_id,
        request_id=row.request_id,
        created_at=row.created_at,
        closed_at=closed_at,
        **words,
    )
    _write(apps, row, charged, closed_at)


def _write(apps, row, charged, closed_at):
    Entry = apps.get_model("spending", "Entry")
    estimate = row.estimate_micros
    opened = {"kind": "held", "held_micros": estimate, "spent_micros": 0, "why": "asked", "at": row.created_at}
    Entry.objects.create(hold=row.hold, number=1, **opened)
    if closed_at is not None:
        kind = "charged" if charged else "returned"
        closed = {"kind": kind, "held_micros": -estimate, "spent_micros": charged, "at": closed_at}
        Entry.objects.create(hold=row.hold, number=2, **closed)
