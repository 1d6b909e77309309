"""Money set aside, and what became of it."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db import connection as database

from apps.spending.ledger import Limits, OverLimit, settle
from apps.spending.models import Budget, Entry, Hold, LimitChange
from tests.spending.purchases import DOLLAR, NOW, buy

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


def limit(micros: int | None, user=None) -> None:
    Budget.objects.filter(user=user).update(limit_micros=micros)


def sums(user=None) -> tuple[int, int]:
    return Budget.objects.values_list("held_micros", "spent_micros").get(user=user)


def lines(hold: Hold) -> list[tuple[str, int, int]]:
    return list(hold.entries.values_list("kind", "held_micros", "spent_micros"))


@pytest.fixture
def budgets(team, alice) -> None:
    """Alice's and the team's, with nothing in them."""
    Budget.objects.both(team, alice, NOW.date().replace(day=1), is_play_money=False)


@pytest.mark.usefixtures("budgets")
class TestReserve:
    def test_sets_money_aside_for_the_team_and_the_person(self, team, alice):
        hold = buy(team, alice, 3 * DOLLAR)
        assert sums() == sums(alice) == (3 * DOLLAR, 0)
        assert lines(hold) == [("held", 3 * DOLLAR, 0)]

    def test_takes_the_last_of_it_and_not_a_millionth_more(self, team, alice):
        limit(3 * DOLLAR)
        buy(team, alice, 2 * DOLLAR)
        with pytest.raises(OverLimit):
            buy(team, alice, DOLLAR + 1)
        buy(team, alice, DOLLAR)
        with pytest.raises(OverLimit):
            buy(team, alice, 1)
        assert sums() == sums(alice) == (3 * DOLLAR, 0)
        assert Hold.objects.count() == 2

    def test_says_whose_limit_it_was(self, team, alice):
        limit(9 * DOLLAR)
        limit(DOLLAR, alice)
        with pytest.raises(OverLimit) as refused:
            buy(team, alice, 2 * DOLLAR)
        assert refused.value.budget.user == alice
        limit(DOLLAR)
        limit(9 * DOLLAR, alice)
        with pytest.raises(OverLimit) as refused:
            buy(team, alice, 2 * DOLLAR)
        assert refused.value.budget.user is None

    @pytest.mark.parametrize(
        ("limits", "of_team", "of_person"),
        [(Limits.BOTH, False, False), (Limits.TEAM, False, True), (Limits.NONE, True, True)],
    )
    def test_goes_over_a_limit_only_where_somebody_answers_for_it(self, team, alice, limits, of_team, of_person):
        for owner, may in ((None, of_team), (alice, of_person)):
            Budget.objects.update(limit_micros=None)
            limit(DOLLAR, owner)
            if may:
                buy(team, alice, 2 * DOLLAR, limits=limits)
            else:
                with pytest.raises(OverLimit):
                    buy(team, alice, 2 * DOLLAR, limits=limits)

    def test_a_person_does_not_use_up_the_limit_of_another(self, team, alice, bob):
        limit(DOLLAR, alice)
        buy(team, alice, DOLLAR)
        buy(team, bob, DOLLAR)
        assert sums() == (2 * DOLLAR, 0)

    def test_play_money_leaves_real_money_alone(self, team, alice):
        limit(0)
        buy(team, alice, DOLLAR, is_play_money=True)
        assert sorted(Budget.objects.values_list("is_play_money", "held_micros")) == [
            *[(False, 0)] * 2,
            *[(True, DOLLAR)] * 2,
        ]


@pytest.mark.usefixtures("budgets")
class TestSettle:
    @pytest.mark.parametrize("charged", [DOLLAR, 3 * DOLLAR, 5 * DOLLAR])
    def test_books_what_it_cost_and_gives_the_rest_back(self, team, alice, charged):
        hold = buy(team, alice, 3 * DOLLAR)
        settle(hold.pk, charged, why="made", task_id="t", request_id="r")
        assert sums() == sums(alice) == (0, charged)
        assert lines(hold)[1:] == [("charged", -3 * DOLLAR, charged)]
        hold.refresh_from_db()
        assert (hold.outcome, hold.task_id, hold.request_id) == ("charged", "t", "r")

    def test_gives_all_of_it_back(self, team, alice):
        hold = buy(team, alice, 3 * DOLLAR)
        settle(hold.pk, 0, why="refused")
        assert sums() == (0, 0)
        assert lines(hold)[1:] == [("returned", -3 * DOLLAR, 0)]
        hold.refresh_from_db()
        assert hold.outcome == "returned"

    @pytest.mark.parametrize("charged", [0, DOLLAR])
    def test_said_again_changes_nothing(self, team, alice, charged):
        hold = buy(team, alice, DOLLAR)
        settle(hold.pk, charged, why="made", task_id="t")
        hold.refresh_from_db()
        before = (sums(), lines(hold), hold.closed_at)
        settle(hold.pk, charged, why="made")
        hold.refresh_from_db()
        assert (sums(), lines(hold), hold.closed_at) == before
        assert hold.task_id == "t"

    def test_said_otherwise_books_the_difference(self, team, alice):
        hold = buy(team, alice, 3 * DOLLAR)
        for charged in (0, 2 * DOLLAR, DOLLAR, 0):  # refused; made after all; a correction; a refund
            settle(hold.pk, charged, why="as the service says")
        assert lines(hold)[1:] == [
            ("returned", -3 * DOLLAR, 0),
            ("corrected", 0, 2 * DOLLAR),
            ("corrected", 0, -DOLLAR),
            ("corrected", 0, -DOLLAR),
        ]
        assert sums() == (0, 0)

    def test_books_the_truth_even_over_a_limit(self, team, alice):
        hold = buy(team, alice, DOLLAR)
        limit(DOLLAR)
        settle(hold.pk, 5 * DOLLAR, why="made")
        budget = Budget.objects.get(user=None)
        assert (budget.spent_micros, budget.free_micros) == (5 * DOLLAR, -4 * DOLLAR)
        with pytest.raises(OverLimit):
            buy(team, alice, 0 + 1)

    def test_a_free_call_is_settled_too(self, team, alice):
        hold = buy(team, alice, 0)
        settle(hold.pk, 0, why="made")
        hold.refresh_from_db()
        assert not hold.is_open
        assert lines(hold) == [("held", 0, 0), ("returned", 0, 0)]


class TestOnlyGrows:
    """The ledger, and who changed which limit."""

    @pytest.fixture
    def rows(self, team, alice):
        entry = buy(team, alice).entries.get()
        budget = Budget.objects.get(user=None)
        return entry, LimitChange.objects.create(budget=budget, by=alice, before_micros=None, after_micros=1)

    @pytest.mark.parametrize("table", ["spending_entry", "spending_limitchange"])
    def test_the_database_refuses_to_change_a_row(self, table, rows):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), database.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET at = at")

    def test_saving_a_changed_row_is_refused(self, rows):
        for row in rows:
            with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
                row.save()

    @pytest.mark.skipif(database.vendor != "postgresql", reason="SQLite cannot tell it from emptying a table")
    def test_postgresql_refuses_to_delete_a_line(self, rows):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), database.cursor() as cursor:
            cursor.execute("DELETE FROM spending_entry")
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            rows[0].delete()

    @pytest.mark.parametrize("model", [Entry, LimitChange])
    def test_the_code_has_no_way_to_change_or_delete_many(self, model, rows):
        with pytest.raises(TypeError):
            model.objects.update(at=NOW)
        with pytest.raises(TypeError):
            model.objects.all().delete()


class TestCheckLedger:
    @pytest.fixture
    def holds(self, team, alice, bob):
        made, refused, waiting = (buy(team, user, DOLLAR) for user in (alice, bob, bob))
        settle(made.pk, 2 * DOLLAR, why="made")
        settle(refused.pk, 0, why="refused")
        return made, refused, waiting

    def test_says_that_all_agree(self, holds, capsys):
        call_command("check_ledger")
        assert capsys.readouterr().out == "All sums are those of the ledger: 3 receipts, 3 budgets.\n"

    @pytest.mark.parametrize("name", ["held_micros", "spent_micros"])
    def test_finds_a_receipt_that_was_spoilt(self, holds, name, capsys):
        Hold.objects.filter(pk=holds[0].pk).update(**{name: 7})
        self._find(f"Receipt {holds[0].pk} (Spring offer)", capsys)

    @pytest.mark.parametrize("name", ["held_micros", "spent_micros"])
    @pytest.mark.parametrize("of_team", [True, False])
    def test_finds_a_budget_that_was_spoilt(self, holds, name, of_team, capsys):
        budget = holds[0].budget if of_team else holds[0].personal_budget
        Budget.objects.filter(pk=budget.pk).update(**{name: 7})
        self._find(f"Budget {budget.pk} ({'Lantern Tea' if of_team else 'Alice Ames'}, 2026-11)", capsys)

    def _find(self, words, capsys):
        with pytest.raises(SystemExit, match="1"):
            call_command("check_ledger")
        said = capsys.readouterr().err
        assert said.startswith(words)
        assert "Sums that are not those of the ledger: 1." in said
