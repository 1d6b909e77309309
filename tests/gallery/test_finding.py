"""What an address of the gallery asks for is what it shows."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.utils import timezone

from apps.gallery import finding
from apps.gallery.finding import found, your_turn
from apps.gallery.folding import folded
from apps.gallery.listing import catch_up
from apps.gallery.models import Tag, Tagging
from apps.gallery.paging import SORTS
from apps.projects.deciders import name_deciders
from apps.renders.actions import change_video, start_video
from apps.renders.models import Render, Video
from apps.reviews.deciding import decide
from apps.reviews.inbox import your_turn as in_reviews
from apps.reviews.models import Decision
from apps.teams.models import Team
from tests.takes import make_take, make_video, press_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(team, alice):
    """`titles("show=review", person)`: the titles that an address finds for somebody, in their order."""

    def find(query: str, person=alice, project=None) -> list[str]:
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        listings = found(fresh, person, QueryDict(query), project).listings
        return [listing.video.title for listing in listings.select_related("video")]

    return find


def titled(take: Render, title: str) -> Render:
    change_video(take.video, title=title)
    return take


class TestFilters:
    def test_each_narrows_to_its_own(self, team, alice, bob, titles):
        first, other = make_take(team, alice, title="First"), make_take(team, bob, title="Other")
        tag = Tag.objects.create(team=team, name="Launch", key="launch")
        Tagging.objects.create(video=first.video, tag=tag)
        change_video(other.video, project=team.projects.create(name="Autumn", created_by=bob))
        Video.objects.filter(pk=other.video_id).update(created_by=bob)
        change_video(other.video)
        asked = {
            "tag": tag.pk,
            "project": first.video.project_id,
            "person": alice.pk,
            "face": first.avatar_id,
            "voice": first.video.clip_id,
        }
        for name, pk in asked.items():
            assert titles(f"{name}={pk}") == ["First"], name
        assert titles("", project=other.video.project) == ["Other"]

    def test_by_service(self, team, alice, titles):
        take = make_take(team, alice, title="Made")
        start = start_video(take.video.project, alice)
        change_video(start, title="Begun", connection=None)
        assert titles(f"service={take.connection_id}") == ["Made"]

    def test_by_day_in_the_time_of_the_team(self, team, alice, titles):
        old, new = make_take(team, alice, title="Old"), make_take(team, alice, title="New")
        Video.objects.filter(pk=old.video_id).update(created_at=timezone.now() - timedelta(days=10))
        change_video(old.video)
        day = timezone.now().date()
        assert titles(f"from_day={day - timedelta(days=3)}") == ["New"]
        assert titles(f"to_day={day - timedelta(days=3)}") == ["Old"]
        assert new.video.title == "New"

    def test_by_price(self, team, alice, titles):
        cheap, dear = make_take(team, alice, title="Cheap"), make_take(team, alice, title="Dear")
        Render.objects.filter(pk=dear.pk).update(charged_micros=5_000_000)
        Render.objects.filter(pk=cheap.pk).update(charged_micros=1_000_000)
        for take in (cheap, dear):
            change_video(take.video)
        assert titles("least=2") == ["Dear"]
        assert titles("most=1.50") == ["Cheap"]
        assert titles("least=1&most=5&sort=dearest") == ["Dear", "Cheap"]

    @pytest.mark.parametrize(
        "query", ["show=nonsense", "face=x", "face=99999999999999999999", "from_day=tomorrow", "least=-1", "sort=%00"]
    )
    def test_what_cannot_be_read_is_left_out(self, team, alice, titles, query):
        make_take(team, alice, title="Here")
        assert titles(query) == ["Here"]

    @pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
    def test_the_first_and_the_last_day_of_the_calendar_can_be_asked_for(self, team, alice, titles, zone):
        Team.objects.filter(pk=team.pk).update(time_zone=zone)
        make_take(team, alice, title="Here")
        assert titles("from_day=0001-01-01&to_day=9999-12-31") == ["Here"]
        assert titles("from_day=9999-12-31") == titles("to_day=0001-01-01") == []

    def test_of_another_team_nothing_is_found(self, team, alice, charlie, titles):
        foreign = make_take(charlie.memberships.get().team, charlie, title="Foreign")
        make_take(team, alice, title="Here")
        assert titles(f"face={foreign.avatar_id}") == []
        assert titles(f"project={foreign.video.project_id}") == []
        assert titles("q=foreign") == []

    def test_the_trash_is_not_shown(self, team, alice, titles):
        take = make_take(team, alice)
        change_video(take.video, trashed_at=timezone.now())
        assert titles("") == []


class TestSearch:
    def test_finds_spoken_words_in_any_case_and_order(self, team, alice, titles):
        take = make_take(team, alice, title="Spring offer")
        Render.objects.update(captions=[{"start": 0, "end": 1, "text": "Now Twenty-Five percent off"}])
        change_video(take.video)
        assert titles("q=PERCENT+twenty-five") == ["Spring offer"]
        assert titles("q=percent+thirty") == []

    @pytest.mark.parametrize("words", ['"percent off"', "“percent” off?", "now twenty-five percent, off…", "(PERCENT)"])
    def test_a_copied_sentence_is_found_with_its_marks(self, team, alice, titles, words):
        take = make_take(team, alice, title="Spring offer")
        Render.objects.update(captions=[{"start": 0, "end": 1, "text": "Now Twenty-Five percent off"}])
        change_video(take.video)
        assert titles(f"q={quote(words)}") == ["Spring offer"]

    @pytest.mark.parametrize("words", ["茶", "春季", "我们的春季茶会"])
    def test_finds_chinese_however_short(self, team, alice, titles, words):
        take = make_take(team, alice, title="Invitation")
        Render.objects.update(captions=[{"start": 0, "end": 1, "text": "欢迎来到我们的\n春季茶会"}])
        change_video(take.video)
        assert titles(f"q={words}") == ["Invitation"]

    def test_signs_stand_for_themselves(self, team, alice, titles):
        make_take(team, alice, title="100% tea")
        make_take(team, alice, title="1000 teas")
        assert titles("q=100%25") == ["100% tea"]
        assert titles("q=_") == []

    def test_wide_and_narrow_letters_are_the_same(self):
        assert folded("ＴＥＡ  Straße") == "tea strasse"


class TestNeedsMe:
    def test_a_reviewer_has_what_they_have_not_spoken_about(self, team, alice, rita, titles):
        first, second = make_take(team, alice, title="First"), make_take(team, alice, title="Second")
        assert set(titles("show=mine", rita)) == {"First", "Second"}
        decide(first, rita, Decision.Verdict.APPROVED)
        assert titles("show=mine", rita) == ["Second"]
        name_deciders(second.video.project, [alice])
        assert titles("show=mine", rita) == []

    def test_the_number_is_that_of_the_page_of_reviews(self, team, alice, bob, rita):
        takes = [make_take(team, alice) for _ in range(3)]
        make_take(team, alice, "queued", video=takes[0].video)
        decide(takes[1], bob, Decision.Verdict.CHANGES, "Brighter, please")
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        for person in (alice, bob, rita):
            assert your_turn(fresh, person) == in_reviews(fresh, person).count()

    def test_whoever_made_it_mends_it(self, team, alice, cleo, titles):
        take = make_take(team, cleo, "failed", title="To mend")
        Video.objects.filter(pk=take.video_id).update(created_by=cleo)
        change_video(take.video)
        assert titles("show=mine", cleo) == ["To mend"]
        assert titles("show=mine", alice) == []

    def test_whoever_may_spend_answers(self, video, bob, cleo, rita, titles):
        press_make(video, cleo, ask=True)
        assert titles("show=mine", bob) == [video.title]
        assert titles("show=mine", cleo) == titles("show=mine", rita) == []


class TestOrder:
    @pytest.fixture
    def many(self, team, alice) -> list[Video]:
        return [make_video(team, alice, title) for title in ("b", "a", "c", "a", "b", "c", "a")]

    @pytest.mark.parametrize("sort", SORTS)
    @pytest.mark.usefixtures("many")
    def test_pages_after_one_another_leave_out_nothing_and_repeat_nothing(self, team, alice, sort):
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        order, asked = SORTS[sort], found(fresh, alice, QueryDict(f"sort={sort}"))
        seen, cursor = [], ""
        for _ in range(10):
            page = list(order.after(asked.listings, cursor)[:2])
            if not page:
                break
            seen += page
            cursor = order.cursor(page[-1])
        assert seen == list(asked.listings)
        assert len(seen) == 7

    def test_by_name(self, many, titles):
        assert titles("sort=name") == ["a", "a", "a", "b", "b", "c", "c"]
        assert len(many) == 7

    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            "~",
            "x~1",
            "2026-01-01~x",
            "~1",
            "9" * 400,
            "2026-01-01~" + "9" * 30,
            "2026-01-01~-" + "9" * 30,
            "0001-01-01T00:00:00+14:00~1",
            "9999-12-31T23:59:59-14:00~1",
        ],
    )
    @pytest.mark.usefixtures("many")
    def test_a_place_that_cannot_be_read_is_the_beginning(self, team, alice, cursor):
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        asked = found(fresh, alice, QueryDict(""))
        assert asked.sort.after(asked.listings, cursor).count() == 7

    @pytest.mark.parametrize(
        ("sort", "cursor"),
        [("name", "a\0~1"), ("longest", "NaN~1"), ("longest", "1e999999~1"), ("dearest", "9" * 30 + "~1")],
    )
    @pytest.mark.usefixtures("many")
    def test_nor_is_one_that_no_column_holds(self, team, alice, sort, cursor):
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        asked = found(fresh, alice, QueryDict(f"sort={sort}"))
        assert asked.sort.after(asked.listings, cursor).count() == 7


class TestCounts:
    def test_whoever_chooses_all_reads_how_many_that_are(self, team, alice, rita, monkeypatch):
        monkeypatch.setattr(finding, "COUNTED", 2)
        for _ in range(3):
            make_take(team, alice)
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        asked = found(fresh, rita, QueryDict("show=mine"))
        assert asked.counts()["mine"] == 2
        assert asked.total(asked.counts()) == 3

    def test_say_what_each_filter_leaves(self, team, alice):
        for status in ("ready", "ready", "queued", "failed"):
            make_take(team, alice, status)
        fresh = Team.objects.get(pk=team.pk)
        catch_up(fresh)
        for show in ("all", "review", "making", "fix", "mine"):
            asked = found(fresh, alice, QueryDict(f"show={show}"))
            assert asked.counts()[show] == asked.listings.count(), show
        assert asked.counts()["all"] == 4
