"""Eight people want the last money at the same moment: one of them gets it, every time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apps.spending.checking import disagreements
from apps.spending.ledger import OverLimit, settle
from apps.spending.models import Budget, Hold
from tests.cast import make_person, make_team
from tests.spending import THOROUGH
from tests.spending.purchases import DOLLAR, NOW, buy

THREADS = 8
ROUNDS = 300 if THOROUGH else 25
PRICE = 3 * DOLLAR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stack, pytest.mark.timeout(600)]


@pytest.mark.parametrize("scarce", ["team", "person"])
def test_one_of_eight_gets_the_last_money(scarce):
    team = make_team()
    people = [make_person(f"Mei{number} Lin", team, "producer") for number in range(THREADS)]
    buyers = people if scarce == "team" else [people[0]] * THREADS
    month = NOW.date().replace(day=1)
    for user in buyers:
        Budget.objects.both(team, user, month, is_play_money=False)
    budget = Budget.objects.get(user=None if scarce == "team" else people[0])
    start = threading.Barrier(THREADS)

    def want(user) -> Hold | None:
        start.wait(timeout=60)
        try:
            return buy(team, user, PRICE)
        except OverLimit:
            return None

    def close(_number: int) -> None:
        start.wait(timeout=60)  # so that each thread gets one
        connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(ROUNDS):
            spent = number * PRICE
            Budget.objects.filter(pk=budget.pk).update(limit_micros=spent + 2 * PRICE - 1)
            winners = [hold for hold in pool.map(want, buyers) if hold]
            assert len(winners) == 1, f"round {number}"
            budget.refresh_from_db()
            assert (budget.held_micros, budget.spent_micros) == (PRICE, spent)
            settle(winners[0].pk, PRICE, why="made")
        list(pool.map(close, range(THREADS)))
    assert list(disagreements()) == []


def test_eight_charges_of_one_receipt_are_booked_once():
    """The answer to a look and a callback, again and again, for one call."""
    team = make_team()
    mei = make_person("Mei Lin", team)
    start = threading.Barrier(THREADS)

    def charge(hold: Hold) -> None:
        start.wait(timeout=60)
        settle(hold.pk, PRICE, why="made")

    def close(_number: int) -> None:
        start.wait(timeout=60)
        connections.close_all()

    rounds = max(ROUNDS // 5, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(rounds):
            hold = buy(team, mei, PRICE)
            list(pool.map(charge, [hold] * THREADS))
            assert Budget.objects.get(user=None).spent_micros == (number + 1) * PRICE
            assert hold.entries.count() == 2
        list(pool.map(close, range(THREADS)))
    assert list(disagreements()) == []
