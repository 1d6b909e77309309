"""Staff sets limits and reads the rest."""

import pytest
from django.urls import reverse

from apps.spending.ledger import settle
from apps.spending.models import Budget, LimitChange
from tests.cast import signed_in
from tests.spending.purchases import DOLLAR, buy

pytestmark = pytest.mark.django_db


@pytest.fixture
def hold(team, alice):
    hold = buy(team, alice, 3 * DOLLAR)
    settle(hold.pk, 2 * DOLLAR, why="made", task_id="task-77")
    buy(team, alice, DOLLAR, title="Autumn", is_play_money=True)
    return hold


def test_a_limit_can_be_set_and_who_did_is_written_down(hold, staff):
    address = reverse("admin:spending_budget_change", args=[hold.budget_id])
    answer = signed_in(staff).post(address, {"limit_micros": "25.50", "spent_micros": "0", "held_micros": "0"})
    assert answer.status_code == 302
    budget = Budget.objects.get(pk=hold.budget_id)
    assert (budget.limit_micros, budget.spent_micros) == (25_500_000, 2 * DOLLAR)
    change = LimitChange.objects.get()
    assert (change.by, change.before_micros, change.after_micros) == (staff, None, 25_500_000)


@pytest.mark.parametrize("search", ["spring", "task-77", "key"])
def test_receipts_are_found_by_title_and_numbers(hold, staff, search):
    asked = {"q": str(hold.key) if search == "key" else search}
    page = signed_in(staff).get(reverse("admin:spending_hold_changelist"), asked)
    assert [row.pk for row in page.context["cl"].result_list] == [hold.pk]


@pytest.mark.parametrize("asked", [{"closed_at__isempty": 0}, {"is_play_money__exact": 0}])
def test_receipts_are_filtered(hold, staff, asked):
    page = signed_in(staff).get(reverse("admin:spending_hold_changelist"), asked)
    assert [row.pk for row in page.context["cl"].result_list] == [hold.pk]


def test_a_receipt_shows_its_lines_of_the_ledger(hold, staff):
    page = signed_in(staff).get(reverse("admin:spending_hold_change", args=[hold.pk])).content.decode()
    assert "−$3.00" in page
    assert "$2.00" in page


def test_the_ledger_is_exact_and_newest_first(hold, team, alice, staff):
    buy(team, alice, 728_000)
    page = signed_in(staff).get(reverse("admin:spending_entry_changelist"))
    moments = [row.at for row in page.context["cl"].result_list]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) > 1
    assert "$0.728" in page.content.decode()


def test_budgets_say_whose_they_are(hold, staff):
    page = signed_in(staff).get(reverse("admin:spending_budget_changelist")).content.decode()
    assert page.count('<td class="field-whose">Whole team</td>') == 2
    assert page.count('<td class="field-whose">Alice Ames</td>') == 2


@pytest.mark.parametrize("name", ["hold", "entry", "limitchange"])
def test_what_was_booked_can_only_be_read(hold, alice, staff, name):
    change = LimitChange.objects.create(budget=hold.budget, by=alice, after_micros=DOLLAR)
    row = {"hold": hold, "entry": hold.entries.first(), "limitchange": change}[name]
    for doing, arguments in (("add", []), ("change", [row.pk]), ("delete", [row.pk])):
        address = reverse(f"admin:spending_{name}_{doing}", args=arguments)
        assert signed_in(staff).post(address, {"post": "yes"}).status_code == 403
    row.refresh_from_db()


@pytest.mark.parametrize("doing", ["add", "delete"])
def test_budgets_come_and_stay_by_themselves(hold, staff, doing):
    arguments = [hold.budget_id] if doing == "delete" else []
    address = reverse(f"admin:spending_budget_{doing}", args=arguments)
    assert signed_in(staff).post(address, {"post": "yes"}).status_code == 403
    assert Budget.objects.filter(pk=hold.budget_id).exists()
