import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from apps.core.templatetags import ui
from apps.projects.models import Project


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


class TestWavePart:
    SOURCE = "{% wave_part peaks seconds start end %}"

    def test_shows_the_part_through_a_window_that_is_as_wide(self) -> None:
        part = {"seconds": Decimal(10), "start": Decimal("2.5"), "end": Decimal(5)}
        drawn = rendered(self.SOURCE, peaks=[10, 20, 30, 40] * 2, **part)
        assert 'viewBox="0 0 22 48"' in drawn
        assert '<svg class="kept" x="5.50" width="5.50" viewBox="5.50 0 5.50 48"' in drawn
        assert drawn.count("M") == 2 * 4  # of two peaks the higher one

    def test_speaks_no_language(self) -> None:
        with translation.override("nl"):
            part = {"seconds": Decimal(10), "start": Decimal("2.5"), "end": Decimal(5)}
            assert "5,5" not in rendered(self.SOURCE, peaks=[1] * 8, **part)

    @pytest.mark.parametrize("nothing", [{"peaks": []}, {"seconds": Decimal(0)}])
    def test_of_nothing_is_no_picture(self, nothing: dict[str, object]) -> None:
        part = {"peaks": [1, 2], "seconds": Decimal(2), "start": Decimal(0), "end": Decimal(1)}
        assert rendered(self.SOURCE, **{**part, **nothing}) == ""


def test_the_filters_of_amounts_work_in_templates() -> None:
    source = "{{ micros|money }} {{ micros|price }} {{ seconds|clock }} {{ seconds|duration }} {{ bytes|size }}"
    assert rendered(source, micros=56_000, seconds=18, bytes=2048) == "$0.06 $0.056 0:18 18 seconds 2 KB"


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
        assert '<a href="#id_answer">Answer</a> This is needed.' in page


class TestEmpty:
    def test_has_one_button_where_there_is_something_to_do(self) -> None:
        context = {"title": "Nothing here", "text": "Begin.", "post": "/new/", "label": "New video"}
        page = rendered('{% include "ui/_empty.html" %}', **context)
        assert "<h2>Nothing here</h2>" in page
        assert re.search(r'<form method="post" action="/new/">.*New video</button></form>', page)

    def test_is_a_page_of_its_own_without_one(self) -> None:
        page = rendered('{% include "ui/_empty.html" with is_page=True %}', title="No team yet", text="Ask somebody.")
        assert "<h1>No team yet</h1>" in page
        assert "<form" not in page


class TestBreadcrumbs:
    def test_lead_to_all_projects_and_to_the_one_around_the_page(self) -> None:
        page = rendered('{% include "ui/_breadcrumbs.html" %}', parent=Project(pk=7, name="Spring launch"))
        assert re.findall(r'href="([^"]+)"', page) == ["/", "/projects/7/"]
        assert 'aria-label="Breadcrumb"' in page
        assert "Spring launch" in page


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_an_error_page_needs_no_request_and_no_database(name: str) -> None:
    page = get_template(name).render()
    assert page.count("<h1>") == 1
    assert "<form" not in page
