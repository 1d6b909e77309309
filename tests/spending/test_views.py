"""The page of a month, its spreadsheet, and the page of limits."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.csv import BYTE_ORDER_MARK
from apps.spending.ledger import settle
from apps.spending.models import Budget, Hold, LimitChange
from apps.teams.models import Team
from tests.cast import make_person, signed_in
from tests.spending.purchases import DOLLAR, NOW, buy
from tests.takes import make_take

pytestmark = pytest.mark.django_db

PAGE, SHEET, LIMITS = (reverse(f"spending:{name}") for name in ("month", "csv", "limits"))
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW, tick=False):
        yield


def page(user, **asked) -> str:
    return signed_in(user).get(PAGE, asked).content.decode()


def sheet(user, **asked) -> list[list[str]]:
    answer = signed_in(user).get(SHEET, asked)
    text = b"".join(answer).decode()
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def figures(text: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", text))


class TestMonth:
    def test_says_what_is_spent_set_aside_free_and_the_limit(self, team, alice):
        settle(buy(team, alice, 3 * DOLLAR).pk, 2 * DOLLAR, why="made")
        buy(team, alice, 4 * DOLLAR)
        Budget.objects.filter(user=None).update(limit_micros=10 * DOLLAR)
        assert figures(page(alice)) == {"Spent": "$2.00", "Set aside": "$4.00", "Free": "$4.00", "Limit": "$10.00"}

    @pytest.mark.parametrize(("limit", "bar"), [(3, (33, 67)), (2, (33, 67)), (6, (16, 34))])
    def test_fills_the_bar_once_nothing_is_left(self, team, alice, limit, bar):
        settle(buy(team, alice, DOLLAR).pk, DOLLAR, why="made")
        buy(team, alice, 2 * DOLLAR)
        Budget.objects.filter(user=None).update(limit_micros=limit * DOLLAR)
        [widths] = re.findall(r'class="spent" width="(\d+)".*?class="held" x="\d+" width="(\d+)"', page(alice))
        assert tuple(map(int, widths)) == bar

    def test_says_so_where_there_is_no_limit(self, team, alice):
        assert figures(page(alice)) == {"Spent": "$0.00", "Set aside": "$0.00", "Limit": "None"}

    def test_shows_the_limit_of_the_month_before_until_somebody_buys(self, team, alice, bob):
        for owner, limit in ((None, 10), (bob, 3)):
            october = {"team": team, "user": owner, "month": date(2026, 10, 1)}
            Budget.objects.create(**october, limit_micros=limit * DOLLAR, spent_micros=DOLLAR)
        text = page(alice)
        assert figures(text) == {"Spent": "$0.00", "Set aside": "$0.00", "Free": "$10.00", "Limit": "$10.00"}
        assert "Own limit $3.00, $3.00 free" in text
        assert Budget.objects.filter(month=NOVEMBER).count() == 0

    def test_shows_what_became_of_each_receipt(self, team, alice):
        buy(team, alice, 1 * DOLLAR)
        settle(buy(team, alice, 2 * DOLLAR).pk, 2 * DOLLAR, why="made", task_id="task-77")
        settle(buy(team, alice, 3 * DOLLAR).pk, 0, why="refused", reason="input")
        settle(buy(team, alice, 728_000).pk, 0, why="given up", reason="given_up")
        settle(buy(team, alice, 5 * DOLLAR).pk, 5 * DOLLAR, why="no film", reason="film")
        text = page(alice)
        assert "$1.00 set aside</b>" in text
        assert "$2.00 charged</b>" in text
        assert "Task task-77" in text
        assert "Nothing charged</b>" in text
        assert "$3.00 given back" in text
        assert "$0.728 is free again; the service may have charged it" in text
        assert "$0.728 given back" not in text
        assert "$5.00 charged</b>" in text
        assert text.count("Charged, but no video came.") == 1

    @pytest.mark.parametrize(
        ("charged", "flag"),
        [(110, []), (111, ["$0.11 more"]), (80, []), (72, []), (71, ["$0.09 less"])],
    )
    def test_flags_a_charge_that_is_far_from_its_estimate(self, team, alice, charged, flag):
        settle(buy(team, alice, DOLLAR, low=DOLLAR * 8 // 10).pk, charged * DOLLAR // 100, why="made")
        assert re.findall(r">(\$\S+ (?:more|less)) than estimated\. Compare it", page(alice)) == flag

    def test_adds_up_to_parts_of_a_cent(self, team, alice, bob):
        settle(buy(team, alice, 722_000).pk, 722_000, why="made")
        settle(buy(team, bob, 6_552_000).pk, 6_552_000, why="made")
        text = page(alice)
        assert figures(text)["Spent"] == "$7.274"
        assert re.findall(r"<b>(\S+) spent</b>", text) == ["$0.722", "$6.552"]

    def test_leads_from_a_receipt_to_its_version(self, team, alice):
        take = make_take(team, alice)
        take.hold = buy(team, alice, DOLLAR)
        take.save()
        buy(team, alice, DOLLAR, title="No version of a video")
        assert page(alice).count(f'href="{reverse("takes:detail", args=[take.pk])}"') == 1

    def test_keeps_play_money_apart(self, team, alice):
        buy(team, alice, DOLLAR, title="For real")
        buy(team, alice, 2 * DOLLAR, is_play_money=True, title="For practice")
        real, play = page(alice), page(alice, money="play")
        assert figures(real)["Set aside"] == "$1.00"
        assert ("For real" in real, "For practice" in real) == (True, False)
        assert figures(play)["Set aside"] == "$2.00"
        assert ("For real" in play, "For practice" in play) == (False, True)
        assert ("nobody pays it" in real, "nobody pays it" in play) == (False, True)

    def test_begins_with_play_money_where_there_is_no_other(self, team, alice):
        buy(team, alice, DOLLAR, is_play_money=True)
        assert "nobody pays it" in page(alice)

    def test_shows_other_months_and_the_ways_to_them(self, team, alice):
        buy(team, alice, DOLLAR, now=datetime(2026, 9, 3, tzinfo=UTC), title="In September")
        september = page(alice, month="2026-09")
        assert ("In September" in september, "September 2026" in september) == (True, True)
        assert re.findall(r'rel="(next|prev)" href="([^"]+)"', september) == [("next", "?month=2026-10")]
        assert re.findall(r'rel="(next|prev)" href="([^"]+)"', page(alice)) == [("prev", "?month=2026-10")]

    @pytest.mark.parametrize("month", ["", "soon", "2026-13", "9999-12", "0001-01", "2026-11-05", "２０２６-11"])
    def test_shows_a_month_that_there_is_whatever_is_asked_for(self, team, alice, month):
        assert "November 2026" in page(alice, month=month)

    def test_tells_moments_in_the_time_zone_of_the_team(self, team, alice):
        team.time_zone = "Asia/Tokyo"
        team.save()
        buy(team, alice, DOLLAR)
        assert "11/21/2026 9 p.m." in page(alice)

    def test_pages_by_fifty(self, team, alice):
        for number in range(51):
            buy(team, alice, DOLLAR, title=f"Offer {number:02}")
        assert page(alice).count("Offer ") == 50
        assert page(alice, page=2).count("Offer ") == 1
        assert "Page 2 of 2" in page(alice, page=2)

    def test_asks_the_database_equally_often_for_much_and_little(self, team, alice, bob, cleo):
        def count() -> int:
            with CaptureQueriesContext(database) as asked:
                page(alice)
            return len(asked)

        buy(team, alice, DOLLAR)
        count()  # whose turn it is, is asked once
        little = count()
        for user in (alice, bob, cleo):
            for _ in range(3):
                buy(team, user, DOLLAR)
        assert count() == little

    def test_shows_nothing_of_another_team(self, team, alice, charlie):
        buy(team, alice, DOLLAR, title="Ours alone")
        assert "Ours alone" not in page(charlie)
        assert len(sheet(charlie)) == 1

    @pytest.mark.parametrize("role", ["alice", "bob", "cleo", "rita"])
    def test_is_offered_to_those_who_may_see_it(self, role, request):
        text = signed_in(request.getfixturevalue(role)).get(reverse("teams:detail")).content.decode()
        assert (f'href="{PAGE}"' in text) == (role in ("alice", "bob"))


class TestSheet:
    def test_has_a_row_for_each_receipt_of_the_month(self, team, alice):
        hold = buy(team, alice, 672_000)
        settle(hold.pk, 670_320, why="made", task_id="task-77")
        buy(team, alice, DOLLAR, now=datetime(2026, 10, 3, tzinfo=UTC))
        [names, row] = sheet(alice)
        assert dict(zip(names, row, strict=True)) == {
            "When (UTC)": "2026-11-21 12:00",
            "Who": "Alice Ames",
            "What": "Video",
            "Title": "Spring offer",
            "Service": "Kling",
            "Quality": "Standard",
            "Seconds": "12.000",
            "Estimate": "0.672000",
            "Set aside": "0.000000",
            "Charged": "0.670320",
            "Currency": "USD",
            "Money": "Real money",
            "Outcome": "Charged",
            "Note": "",
            "Task number": "task-77",
            "Our number": str(hold.key),
        }

    def test_says_what_became_of_each_and_what_to_look_at(self, team, alice):
        for charged, reason in ((0, "given_up"), (0, "input"), (DOLLAR // 2, "film"), (2 * DOLLAR, "")):
            settle(buy(team, alice, DOLLAR).pk, charged, why="settled", reason=reason)
        assert [row[-4:-2] for row in reversed(sheet(alice)[1:])] == [
            ["Given up; the service may have charged it", ""],
            ["Given back", ""],
            ["Charged, but nothing came of it", "Less than estimated"],
            ["Charged", "More than estimated"],
        ]

    @pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "＝1"])
    def test_holds_no_formulas(self, team, alice, title):
        buy(team, alice, DOLLAR, title=title)
        assert sheet(alice)[1][3] == f"'{title}"

    def test_is_named_after_team_and_month_in_plain_letters(self, team, alice):
        team.name = "灯笼 / Lantern\r\nTea"
        team.save()
        buy(team, alice, DOLLAR, is_play_money=True)
        answer = signed_in(alice).get(SHEET)
        named = 'attachment; filename="spending-lantern-tea-2026-11-play-money.csv"'
        assert (answer["Content-Disposition"], answer["Content-Type"]) == (named, "text/csv; charset=utf-8")

    def test_is_written_while_it_is_read(self, team, alice):
        assert signed_in(alice).get(SHEET).streaming


def typed(team, **fields: str) -> dict[str, str]:
    """What a browser sends of the page of limits, on which nothing stood before."""
    return {"time_zone": team.time_zone, "initial-time_zone": team.time_zone, **fields}


class TestLimits:
    def test_are_set_for_the_team_and_for_people(self, team, alice, bob):
        fields = {"real_team": "25", f"real_{bob.pk}": "5,50", "play_team": "0"}
        answer = signed_in(alice).post(LIMITS, typed(team, **fields))
        assert (answer.status_code, answer.url) == (303, PAGE)
        stored = Budget.objects.values_list("user", "is_play_money", "month", "limit_micros")
        assert set(stored) == {
            (None, False, NOVEMBER, 25 * DOLLAR),
            (bob.pk, False, NOVEMBER, 5_500_000),
            (None, True, NOVEMBER, 0),
        }

    def test_are_written_down_with_who_changed_them(self, team, alice):
        Team.objects.filter(pk=team.pk).update(time_zone="Asia/Tokyo")
        team.refresh_from_db()
        Budget.objects.create(team=team, month=NOVEMBER, limit_micros=5 * DOLLAR)
        fields = {"real_team": "", "initial-real_team": "5"}
        signed_in(alice).post(LIMITS, typed(team, **fields))
        [change] = LimitChange.objects.all()
        assert (change.by, change.before_micros, change.after_micros) == (alice, 5 * DOLLAR, None)
        assert Budget.objects.get().limit_micros is None
        text = signed_in(alice).get(LIMITS).content.decode()
        assert "$5.00 before" in text
        assert "Alice Ames on 11/21/2026 9 p.m." in text

    def test_of_earlier_months_and_receipts_stay(self, team, alice):
        october = buy(team, alice, DOLLAR, now=datetime(2026, 10, 3, tzinfo=UTC)).budget
        Budget.objects.filter(pk=october.pk).update(limit_micros=2 * DOLLAR)
        receipt = buy(team, alice, DOLLAR)
        before = Hold.objects.filter(pk=receipt.pk).values().get()
        signed_in(alice).post(LIMITS, typed(team, **{"real_team": "9", "initial-real_team": "2"}))
        october.refresh_from_db()
        receipt.budget.refresh_from_db()
        assert (october.limit_micros, receipt.budget.limit_micros) == (2 * DOLLAR, 9 * DOLLAR)
        assert Hold.objects.filter(pk=receipt.pk).values().get() == before

    def test_that_nobody_touched_are_not_changed_back(self, team, alice, bob):
        """Somebody else set a limit while this page was open."""
        Budget.objects.create(team=team, month=NOVEMBER, limit_micros=5 * DOLLAR)
        fields = {"real_team": "3", "initial-real_team": "3", f"real_{bob.pk}": "1"}
        signed_in(alice).post(LIMITS, typed(team, **fields))
        assert Budget.objects.get(user=None).limit_micros == 5 * DOLLAR
        assert Budget.objects.get(user=bob).limit_micros == DOLLAR

    def test_below_what_is_spent_are_taken_and_explained(self, team, alice):
        settle(buy(team, alice, 8 * DOLLAR).pk, 8 * DOLLAR, why="made")
        answer = signed_in(alice).post(LIMITS, typed(team, real_team="5"), follow=True)
        assert "A limit is below what is spent" in answer.content.decode()
        assert figures(answer.content.decode())["Over the limit"] == "$3.00"

    @pytest.mark.parametrize("amount", ["1,000", "1.000", "-5", "five", "$5", "1e3", "٥", "9999999999"])
    def test_that_cannot_be_read_for_sure_are_asked_for_again(self, team, alice, amount):
        answer = signed_in(alice).post(LIMITS, typed(team, real_team=amount))
        assert answer.status_code == 422
        assert "Write an amount like 25 or 25.50" in answer.content.decode()
        assert not Budget.objects.exists()

    def test_stand_in_the_form_as_they_are_typed(self, team, alice):
        Budget.objects.create(team=team, month=NOVEMBER, limit_micros=5_500_000)
        text = signed_in(alice).get(LIMITS).content.decode()
        assert re.search(r'<input type="text" name="real_team" value="5.50"', text)

    def test_stand_beside_what_is_used_of_them(self, team, alice, bob):
        settle(buy(team, bob, 728_000).pk, 728_000, why="made")
        buy(team, bob, DOLLAR)
        text = signed_in(alice).get(LIMITS).content.decode()
        assert text.count("Spent and set aside so far this month: $1.728") == 2
        assert "optional" not in text

    def test_of_play_money_are_told_apart_where_something_is_to_be_fixed(self, team, alice):
        text = signed_in(alice).post(LIMITS, typed(team, play_team="five")).content.decode()
        assert re.search(r'href="#id_play_team">Play money, whole team</a>', text)

    def test_offer_no_zone_by_a_name_of_long_ago(self, team, alice):
        text = signed_in(alice).get(LIMITS).content.decode()
        offered = set(re.findall(r'<option value="([^"]+)"', text))
        assert {"UTC", "Europe/Amsterdam", "Asia/Shanghai"} <= offered
        assert not {"US/Pacific", "Etc/GMT+5", "Canada/Eastern", "EST5EDT"} & offered

    def test_the_time_zone_says_when_a_month_begins(self, team, alice):
        with time_machine.travel(datetime(2026, 11, 30, 16, tzinfo=UTC), tick=False):
            fields = {"time_zone": "Asia/Tokyo", "initial-time_zone": "UTC", "real_team": "7"}
            signed_in(alice).post(LIMITS, fields)
        team.refresh_from_db()
        assert team.time_zone == "Asia/Tokyo"
        assert Budget.objects.get().month == date(2026, 12, 1)

    def test_a_zone_that_nobody_knows_is_refused(self, team, alice):
        fields = {"time_zone": "Moon/Sea", "initial-time_zone": "UTC"}
        assert signed_in(alice).post(LIMITS, fields).status_code == 422
        team.refresh_from_db()
        assert team.time_zone == "UTC"

    @pytest.mark.parametrize("role", ["bob", "cleo", "rita"])
    def test_are_for_owners(self, team, role, request):
        user = request.getfixturevalue(role)
        assert signed_in(user).post(LIMITS, typed(team, real_team="5")).status_code == 403
        assert not Budget.objects.exists()

    def test_are_for_people_of_the_team(self, team, alice, charlie):
        signed_in(alice).post(LIMITS, typed(team, **{f"real_{charlie.pk}": "5", "real_team": "1"}))
        assert list(Budget.objects.values_list("user", flat=True)) == [None]

    def test_offer_nobody_who_only_looks(self, team, alice, rita):
        make_person("Dora Dent", team, "producer")
        text = signed_in(alice).get(LIMITS).content.decode()
        assert ("Dora Dent" in text, f'name="real_{rita.pk}"' in text) == (True, False)
