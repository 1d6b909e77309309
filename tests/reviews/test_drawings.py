"""What is drawn on the picture: what counts as a drawing, what becomes of it, and where it is seen."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.reviews import drawings
from apps.reviews.comments import bring_back, comment, delete, edit, forget_deleted, reply
from apps.reviews.drawings import COLOURS, POINTS, REGIONS, Drawing, parse, stored
from apps.reviews.models import Comment
from tests.cast import HTMX, signed_in
from tests.reviews.test_live import Page

LINE = {"tool": "pen", "colour": "red", "points": [[0.1, 0.2], [0.30004, 0.4], [1, 0]]}
ARROW = {"tool": "arrow", "colour": "yellow", "points": [[0, 0], [0.5, 0]]}
BOX = {"tool": "box", "colour": "blue", "points": [[0.25, 0.5], [0.75, 1]]}
DRAWN = {"ratio": 0.8, "strokes": [LINE, ARROW, BOX]}
UNREADABLE = "We cannot read this drawing. Remove it, and draw it again."
TOO_MUCH = "There is too much in this drawing. Take some of its lines away."

fractions = st.floats(0, 1)
points = st.tuples(fractions, fractions).map(list)
colours = st.sampled_from(COLOURS)
pens = st.fixed_dictionaries(
    {"tool": st.just("pen"), "colour": colours, "points": st.lists(points, min_size=1, max_size=20)}
)
shapes = st.fixed_dictionaries(
    {"tool": st.sampled_from(["arrow", "box"]), "colour": colours, "points": st.lists(points, min_size=2, max_size=2)}
)
drawn = st.fixed_dictionaries(
    {"ratio": st.floats(0.2, 5), "strokes": st.lists(pens | shapes, min_size=1, max_size=6)},
    optional={"region": st.sampled_from(["", *REGIONS])},
)
words = st.sampled_from(
    ["ratio", "strokes", "region", "tool", "colour", "points", "pen", "arrow", "box", "red", "top", '"><script>']
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | words,
    lambda inside: st.lists(inside) | st.dictionaries(words | st.text(), inside),
)


def drawing(**changes) -> Drawing:
    found = parse(json.dumps({**DRAWN, **changes}))
    assert found is not None
    return found


def refusal(raw) -> str:
    with pytest.raises(ValidationError) as refused:
        parse(raw if isinstance(raw, str) else json.dumps(raw))
    return refused.value.messages[0]


def is_one_of_three(text: str, region: str = "") -> bool:
    """Whether it is a drawing, nothing, or refused with a sentence of ours; any other exception goes on."""
    try:
        found = parse(text, region)
    except ValidationError as refused:
        return refused.messages in ([UNREADABLE], [TOO_MUCH])
    return found is None or isinstance(found, Drawing)


class TestParse:
    def test_numbers_are_kept_to_four_digits(self):
        assert drawing().strokes[0].points == ((0.1, 0.2), (0.3, 0.4), (1, 0))

    @pytest.mark.parametrize("text", ["", "{}", '{"strokes": []}', '{"ratio": 2, "region": ""}'])
    def test_nothing_is_no_drawing(self, text):
        assert parse(text) is None

    def test_a_region_alone_is_a_drawing_and_the_chosen_one_counts(self):
        assert parse("", "top-left") == Drawing(region="top-left")
        assert parse(json.dumps({"region": "top"}), "middle") == Drawing(region="middle")

    @given(drawn)
    def test_what_a_browser_sends_comes_back_from_the_database_as_it_was(self, raw):
        found = parse(json.dumps(raw))
        assert stored(json.loads(json.dumps(found.as_json()))) == found
        assert parse(json.dumps(found.as_json())) == found

    @given(anything | st.fixed_dictionaries({"strokes": st.lists(anything | pens)}, optional={"region": anything}))
    def test_any_json_is_a_drawing_nothing_or_refused_in_words(self, raw):
        assert is_one_of_three(json.dumps(raw))

    @given(st.text(), st.sampled_from(["", *REGIONS]))
    def test_so_is_any_text(self, text, region):
        assert is_one_of_three(text, region)

    @pytest.mark.parametrize(
        "text",
        ["[" * 60_000, '{"strokes": ' + "[" * 60_000, "9" * 5000, '{"ratio": NaN}', '{"ratio": 1e999}', "null", "\x00"],
    )
    def test_what_json_makes_stumble_is_refused(self, text):
        assert refusal(text) == UNREADABLE

    @pytest.mark.parametrize(
        "change",
        [
            {"tool": "brush"},
            {"tool": ["pen"]},
            {"colour": "green"},
            {"colour": 'red"/><script>'},
            {"points": []},
            {"points": [[0.1]]},
            {"points": [[0.1, 0.2, 0.3]]},
            {"points": [[0.1, 1.0001]]},
            {"points": [[-0.0001, 1]]},
            {"points": [[True, 0]]},
            {"points": [["0.1", 0]]},
            {"points": "ab"},
            {"style": "color: red"},
            {"tool": "arrow"},
            {"tool": "box"},
        ],
    )
    def test_what_is_not_ours_is_refused(self, change):
        assert refusal({"strokes": [{**LINE, **change}]}) == UNREADABLE

    @pytest.mark.parametrize("raw", [{"ratio": 0.1}, {"ratio": 6}, {"region": "nowhere"}, {"strokes": {}}, {"by": 1}])
    def test_neither_is_anything_around_it(self, raw):
        assert refusal(raw) == UNREADABLE

    def test_at_most_forty_strokes_and_a_thousand_points(self):
        dot = {"tool": "pen", "colour": "red", "points": [[0.5, 0.5]]}
        for many in (40, 1):
            long = {**dot, "points": dot["points"] * (1000 // many)}
            assert len(drawing(strokes=[long] * many).strokes) == many
            more = {**dot, "points": dot["points"] * (1000 // many + 1)}
            assert refusal({"strokes": [more] * many}) == TOO_MUCH
        assert refusal({"strokes": [dot] * 41}) == TOO_MUCH

    def test_at_most_64_kilobytes(self):
        text = json.dumps(DRAWN)
        assert parse(text.ljust(drawings.LONGEST))
        assert refusal(text.ljust(drawings.LONGEST + 1)) == TOO_MUCH


class TestPaths:
    def test_points_become_units_of_the_picture(self):
        assert drawing().view_box == "0 0 800 1000"
        assert list(drawing(strokes=[LINE, BOX]).paths()) == [
            ("red", "M80 200L240 400L800 0"),
            ("blue", "M200 500H600V1000H200Z"),
        ]

    def test_an_arrow_has_a_head_that_points_on(self):
        ((_, path),) = drawing(strokes=[ARROW]).paths()
        assert path == "M0 0L400 0M347.3 28.8L400 0L347.3 -28.8"

    def test_a_tap_is_a_dot(self):
        dot = {**LINE, "points": [[0.5, 0.5]]}
        assert list(drawing(strokes=[dot]).paths()) == [("red", "M400 500h0")]

    def test_a_region_is_a_ninth_of_the_picture(self):
        assert list(Drawing(ratio=1.5, region="bottom-left").paths()) == [("region", "M8 674.7H492V992H8Z")]

    @pytest.mark.django_db
    @pytest.mark.parametrize("language", ["en", "nl", "zh-hans"])
    def test_the_numbers_of_an_svg_are_the_same_in_every_language(self, language, take, rita):
        comment(take, rita, "Here.", Decimal(1), drawing=drawing(ratio=1.7777))
        address = reverse("reviews:room", args=[take.video_id])
        page = signed_in(rita).get(address, headers={"Accept-Language": language}).content.decode()
        assert f'<html lang="{language}"' in page
        assert 'viewBox="0 0 1777.7 1000"' in page
        assert 'data-seek="1.00"' in page

    @given(drawn)
    def test_an_svg_holds_our_words_and_numbers_alone(self, raw):
        found = parse(json.dumps(raw))
        for kind, path in found.paths():
            assert kind in (*COLOURS, "region")
            assert re.fullmatch(r"([MLHVh]-?\d+(\.\d)?( -?\d+(\.\d)?)?|Z)+", path)

    def test_the_name_of_a_person_is_escaped(self):
        remark = {"drawing": drawing(), "comment": {"who": '"><script>', "at_seconds": Decimal(1), "pk": 1}}
        page = render_to_string("reviews/_drawing.html", {"remark": remark})
        assert "<script" not in page
        svg = ElementTree.fromstring(re.findall(r'<svg class="drawn.*?</svg>', page)[0])
        assert svg.get("aria-label") == 'Drawing by "><script> at 0:01'

    def test_every_tool_and_colour_is_offered(self):
        page = render_to_string("reviews/_drawing_tools.html")
        assert re.findall(r'data-tool="(\w+)"', page) == list(POINTS)
        assert re.findall(r'data-colour="(\w+)"', page) == list(COLOURS)


@pytest.mark.django_db
class TestComment:
    def test_it_stays_with_its_moment(self, take, rita):
        said = comment(take, rita, "Here.", Decimal(1), drawing=drawing())
        said.refresh_from_db()
        assert stored(said.drawing) == drawing()

    def test_the_same_said_twice_is_said_once_and_another_drawing_is_another_comment(self, take, rita):
        for found in (drawing(), drawing(), drawing(strokes=[LINE]), None, None):
            comment(take, rita, "Here.", Decimal(1), drawing=found)
        assert take.comments.count() == 3

    def test_the_database_refuses_one_without_a_moment(self, take, rita):
        with pytest.raises(IntegrityError), atomic():
            comment(take, rita, "Here.", drawing=drawing())
        said = comment(take, rita, "Here.", Decimal(1))
        answer = reply(said, rita, "Where?")
        with pytest.raises(IntegrityError), atomic():
            Comment.objects.filter(pk=answer.pk).update(drawing=drawing().as_json())

    def test_it_comes_back_with_its_comment_and_is_forgotten_with_it(self, take, rita):
        said = comment(take, rita, "Here.", Decimal(1), drawing=drawing())
        delete(said)
        bring_back(said)
        assert Comment.objects.get().drawing
        delete(said)
        assert forget_deleted() == 0
        Comment.objects.update(deleted_at=timezone.now() - Comment.UNDO_FOR - timedelta(seconds=1))
        assert forget_deleted() == 1
        assert Comment.objects.filter(drawing__isnull=True).exists()


@pytest.mark.django_db
class TestViews:
    @pytest.fixture
    def say(self, rita, take):
        browser, address = signed_in(rita), reverse("reviews:comment", args=[take.pk])
        pinned = {"text": "Here.", "pinned": "on", "at_seconds": "0:01"}
        return lambda headers=None, **data: browser.post(address, {**pinned, **data}, headers=headers)

    def room(self, person, take) -> str:
        return signed_in(person).get(reverse("reviews:room", args=[take.video_id])).content.decode()

    def test_what_is_sent_with_the_words_is_stored(self, say, take):
        assert say(drawing=json.dumps(DRAWN), where="top").status_code == 303
        assert stored(take.comments.get().drawing) == drawing(region="top")

    def test_a_region_needs_no_drawing_and_no_scripts(self, say, take, bob):
        say(where="bottom-right", at_seconds="1")
        assert take.comments.get().drawing["region"] == "bottom-right"
        assert "Marked: bottom right" in self.room(bob, take)

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"drawing": '{"strokes": 1}'}, UNREADABLE),
            ({"drawing": json.dumps({"strokes": [LINE] * 41})}, TOO_MUCH),
            ({"drawing": json.dumps(DRAWN), "text": " "}, "Write something first."),
            ({"drawing": json.dumps(DRAWN), "pinned": ""}, "What you mark belongs to a moment of the video."),
            ({"drawing": json.dumps(DRAWN), "at_seconds": ""}, "What you mark belongs to a moment of the video."),
            ({"where": "top", "at_seconds": ""}, "What you mark belongs to a moment of the video."),
            ({"where": "nowhere"}, "Choose one of the answers that are offered."),
        ],
    )
    @pytest.mark.parametrize("headers", [HTMX, None])
    def test_what_is_refused_says_why_and_stays(self, say, data, sentence, headers):
        answer = say(headers, **data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count(sentence) == 1
        assert len(re.findall('role="alert">.*?</ul>', page, re.DOTALL)[0].split("<li>")) == 2  # one sentence
        if "text" not in data:
            assert ">Here.</textarea>" in page
        if "drawing" in data:
            kept = re.search(r'name="drawing" value="([^"]*)"', page)
            assert kept[1].replace("&quot;", '"') == data["drawing"]
        if data.get("where") == "top":
            assert 'value="top" autocomplete="off" checked' in page

    def test_after_it_was_sent_the_field_is_empty(self, say):
        page = say(HTMX, drawing=json.dumps(DRAWN), where="top").content.decode()
        assert 'name="drawing" value=""' in page
        assert 'value="" autocomplete="off" checked' in page

    def test_the_room_shows_it_as_a_button_and_a_picture_with_a_name(self, take, rita, bob):
        said = comment(take, rita, "Here.", Decimal(1), drawing=drawing())
        page = self.room(bob, take)
        label = f'aria-label="Drawing by {rita} at 0:01"'
        assert f'{label} data-show data-seek="1.00" data-comment="c{said.pk}"' in page
        assert f'viewBox="0 0 800 1000" role="img" {label} data-drawn="c{said.pk}"' in page
        assert '<path class="red" d="M80 200L240 400L800 0"/>' in page

    def test_what_is_deleted_is_not_drawn(self, take, rita, bob):
        said = comment(take, rita, "Here.", Decimal(1), drawing=drawing())
        reply(said, bob, "Where?")
        delete(said)
        for person in (rita, bob):
            assert "data-drawn" not in self.room(person, take)

    def test_the_poll_brings_it_and_brings_it_again_with_other_words(self, take, rita, alice):
        page = Page(alice, take)
        said = comment(take, rita, "Here.", Decimal(1), drawing=drawing())
        assert f'data-drawn="c{said.pk}"' in page.look()
        edit(said, "There.")
        assert f'data-drawn="c{said.pk}"' in page.look()

    def test_drawings_cost_no_more_queries(self, take, rita, counted):
        browser, address = signed_in(rita), reverse("reviews:room", args=[take.video_id])
        comment(take, rita, "First.", Decimal(1))
        few = counted(browser, address)
        for number in range(3):
            comment(take, rita, f"Remark {number}.", Decimal(1), drawing=drawing())
        assert counted(browser, address) == few
