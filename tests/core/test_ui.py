import re
from datetime import timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from apps.core.templatetags import ui

PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"  # needs no collected files


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


class TestIcon:
    def test_is_hidden_from_screen_readers(self) -> None:
        assert 'aria-hidden="true"' in rendered('{% icon "check" %}')

    def test_takes_a_class_and_paints_the_filled_ones(self) -> None:
        assert '<svg class="icon fill s"' in rendered('{% icon "play" "s" %}')

    def test_an_unknown_name_is_loud(self) -> None:
        with pytest.raises(KeyError):
            rendered('{% icon "unicorn" %}')


class TestWave:
    def test_draws_one_stroke_for_each_peak_twice(self) -> None:
        assert rendered("{% wave peaks %}", peaks=[0, 50, 100]).count("M") == 2 * 3

    def test_the_loudest_fills_the_height_and_silence_is_a_dot(self) -> None:
        assert '<path class="bar" d="M2 23.5v1M8 2v44"/>' in rendered("{% wave peaks %}", peaks=[0, 100])

    def test_numbers_out_of_range_stay_inside(self) -> None:
        assert ui.wave([-5, 900]) == ui.wave([0, 100])

    def test_a_clip_without_peaks_has_no_picture(self) -> None:
        assert rendered("{% wave peaks %}", peaks=[]) == ""


class TestMoney:
    def test_has_two_decimals(self) -> None:
        assert ui.money(1_000_000) == "$1.00"

    def test_part_of_a_cent_is_rounded_up(self) -> None:
        assert ui.money(1_076_001) == "$1.08"

    def test_thousands_are_grouped(self) -> None:
        assert ui.money(12_345_670_000) == "$12,345.67"

    def test_money_that_comes_back_has_a_minus(self) -> None:
        assert ui.money(-500_000) == "−$0.50"

    def test_is_written_in_the_language_and_currency_of_the_reader(self, settings) -> None:
        settings.CURRENCY = "EUR"
        with translation.override("nl"):
            assert ui.money(1_080_000).startswith("€")
            assert ui.money(1_080_000).endswith("1,08")

    def test_a_currency_without_a_sign_of_its_own_shows_its_code(self, settings) -> None:
        settings.CURRENCY = "SEK"
        assert ui.money(1_000_000) == "SEK\N{NO-BREAK SPACE}1.00"


class TestPrice:
    @pytest.mark.parametrize(("micros", "text"), [(56_000, "$0.056"), (112_000, "$0.112"), (60_000, "$0.06")])
    def test_is_exact(self, micros: int, text: str) -> None:
        assert ui.price(micros) == text

    def test_has_at_least_two_decimals(self) -> None:
        assert ui.price(100_000) == "$0.10"
        assert ui.price(20_000_000) == "$20.00"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (18.9, "0:18"), (62, "1:02"), (3725, "1:02:05")])
def test_clock(seconds: float, text: str) -> None:
    assert ui.clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second"),
        (18.2, "18 seconds"),
        (60, "1 minute"),
        (84, "1 minute 24 seconds"),
        (119.7, "2 minutes"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert ui.duration(seconds) == text


class TestSize:
    @pytest.mark.parametrize(
        ("count", "text"), [(0, "0 KB"), (98_000, "96 KB"), (1_850_000, "1.8 MB"), (10 * 1024**2, "10 MB")]
    )
    def test_is_short(self, count: int, text: str) -> None:
        assert ui.size(count) == text

    def test_one_byte_over_a_limit_does_not_read_as_the_limit(self) -> None:
        assert ui.size(10 * 1024**2 + 1) == "10.1 MB"


@pytest.mark.parametrize(
    ("name", "letters"), [("Mei Lin", "ML"), ("jan van der Berg", "JB"), ("Amara", "A"), ("王小明", "王"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_hue_is_one_of_five_and_stays_the_same() -> None:
    assert {ui.hue(pk) for pk in range(1, 50)} == {"h1", "h2", "h3", "h4", "h5"}
    assert ui.hue(7) == ui.hue(7)


class TestAgo:
    def test_is_one_unit(self) -> None:
        assert ui.ago(timezone.now() - timedelta(minutes=12, seconds=30)) == "12\N{NO-BREAK SPACE}minutes ago"

    def test_the_last_minute_is_now(self) -> None:
        assert ui.ago(timezone.now() - timedelta(seconds=59)) == "just now"


class Question(forms.Form):
    answer = forms.CharField(label="Answer", help_text="One word.")
    agreed = forms.BooleanField(label="I agree", required=False)


class TestField:
    def test_names_its_hint_and_its_problem_to_screen_readers(self) -> None:
        page = Question({}).as_div()
        assert '<label class="label" for="id_answer">Answer</label>' in page
        assert 'aria-invalid="true" aria-describedby="id_answer_helptext id_answer_error"' in page
        assert 'id="id_answer_helptext">One word.' in page
        assert '<ul class="errorlist" id="id_answer_error">' in page

    def test_a_tick_box_stands_before_its_words(self) -> None:
        assert re.search(r'<label class="check"><input type="checkbox"[^>]*><span>I agree</span>', Question().as_div())

    def test_the_summary_leads_to_each_field(self) -> None:
        page = rendered('{% include "ui/_error_summary.html" %}', form=Question({}))
        assert "One thing to fix first" in page
        assert '<a href="#id_answer">Answer</a> This field is required.' in page


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_an_error_page_needs_no_request_and_no_database(name: str, settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_STORAGE}}
    page = get_template(name).render()
    assert page.count("<h1>") == 1
    assert "<form" not in page
