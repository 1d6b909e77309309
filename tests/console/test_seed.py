"""A made-up studio is a true one: what stands in it could have come about by people's work."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.console.seeding.files import Material
from apps.console.seeding.people import Crew
from apps.console.seeding.sowing import Size, sow
from apps.console.seeding.spread import shares
from apps.gallery.models import Tagging
from apps.projects.models import Decider
from apps.renders import draft_work, line, pipeline, slowness
from apps.renders.models import Render, Video
from apps.reviews.models import Comment, Decision
from apps.spending.checking import disagreements
from apps.spending.models import Budget, Hold
from apps.teams.models import Role, Team, User
from apps.voices.models import VoiceClip
from tests.cast import PASSWORD, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def material(tmp_path_factory) -> Material:
    return Material(tmp_path_factory.mktemp("material"))


@pytest.fixture
def seeded(material):
    """`seeded(teams, videos)` fills the studio."""

    def fill(teams: int, videos: int, seed: int = 1) -> list[Crew]:
        said: list[str] = []
        size = Size(teams, videos)
        return sow(size, material, seed=seed, password=PASSWORD, now=timezone.now(), say=said.append)

    return fill


def test_of_fifty_teams_the_largest_has_a_seventh_and_none_is_lost():
    parts = shares(100_000, 50)
    assert sum(parts) == 100_000
    assert parts == sorted(parts, reverse=True)
    assert 14_000 < parts[0] < 16_000
    assert parts[-1] > 500


class TestMoney:
    def test_adds_up_from_the_ledger(self, seeded):
        seeded(2, 120)
        assert list(disagreements()) == []
        assert Budget.objects.filter(is_play_money=False, spent_micros__gt=0).exists()
        assert Budget.objects.filter(is_play_money=True, spent_micros__gt=0).exists()

    def test_is_set_aside_for_what_is_under_way_alone(self, seeded):
        seeded(1, 120)
        going = Render.objects.exclude(status__in=(*Render.FINAL, Render.Status.WAITING_FOR_OK)).exclude(mode="draft")
        assert set(Hold.objects.filter(held_micros__gt=0)) == {take.hold for take in going}
        assert set(Hold.objects.filter(closed_at=None)) == {take.hold for take in going}

    def test_a_take_says_the_same_as_its_receipt(self, seeded):
        seeded(1, 120)
        for take in Render.objects.exclude(hold=None).exclude(charged_micros=None).select_related("hold"):
            assert take.charged_micros == take.hold.spent_micros
            assert take.is_play_money == take.service.is_practice


class TestVideos:
    def test_are_as_many_as_asked_for_in_as_many_teams(self, seeded):
        crews = seeded(3, 90)
        assert Team.objects.count() == 3
        counted = [Video.objects.filter(project__team=crew.team).count() for crew in crews]
        assert counted == shares(90, 3)

    def test_every_change_of_a_team_has_a_revision_of_its_own(self, seeded):
        for crew in seeded(2, 60):
            videos = Video.objects.filter(project__team=crew.team)
            revs = [rev for pair in videos.values_list("created_rev", "rev") for rev in pair]
            assert len(set(revs)) == len(revs)
            assert Team.objects.get(pk=crew.team.pk).rev == max(revs)
            assert all(video.created_rev < video.rev for video in videos)

    def test_are_in_every_state(self, seeded):
        seeded(1, 200)
        assert set(Render.objects.versions().values_list("status", flat=True)) == set(Render.Status)
        assert set(Render.objects.drafts().values_list("status", flat=True)) == set(Render.FINAL)
        assert Video.objects.filter(renders=None).exists()
        assert Video.objects.exclude(trashed_at=None).exists()
        assert Comment.objects.exclude(parent=None).exists()
        assert Tagging.objects.exists()
        assert Decider.objects.exists()
        assert set(Decision.objects.values_list("verdict", flat=True)) == {"approved", "changes"}

    def test_nothing_happens_after_now_or_before_it_was_asked_for(self, seeded):
        seeded(1, 150)
        now = timezone.now()
        for take in Render.objects.select_related("video"):
            times = [take.video.created_at, take.created_at, take.sending_at, take.submitted_at, take.finished_at, now]
            known = [time for time in times if time]
            assert known == sorted(known)

    def test_speak_three_languages_with_captions_inside_the_film(self, seeded):
        seeded(1, 100)
        texts = " ".join(VoiceClip.objects.values_list("spoken_text", flat=True))
        assert all(word in texts for word in ("the ", " de ", "我们"))
        for clip in VoiceClip.objects.all():
            assert clip.cues
            assert clip.cues[-1].end <= float(clip.seconds)

    def test_are_the_same_again_from_the_same_seed(self, seeded):
        def titles(seed: int) -> list[tuple[str, str, int]]:
            with transaction.atomic():
                seeded(2, 40, seed)
                rows = Video.objects.order_by("pk").values_list("title", "project__name", "rev")
                found = list(rows)
                transaction.set_rollback(True)
            return found

        assert titles(1) == titles(1)
        assert titles(1) != titles(2)

    def test_more_can_be_added(self, seeded):
        seeded(1, 20)
        seeded(1, 20)
        assert Video.objects.count() == 40


class TestPages:
    def test_of_everybody_can_be_opened(self, seeded):
        crew = seeded(1, 60)[0]
        for person in crew.people:
            browser = signed_in(person)
            assert browser.get("/").status_code == 200
            assert browser.get(reverse("gallery:project", args=[crew.projects[0].pk])).status_code == 200

    def test_rooms_can_be_opened_whatever_the_state(self, seeded):
        crew = seeded(1, 80)[0]
        browser = signed_in(crew.people[0])
        for video in Video.objects.kept():
            name = "reviews:room" if video.renders.exists() else "videos:edit"
            assert browser.get(reverse(name, args=[video.pk])).status_code == 200

    def test_every_picture_and_film_is_there(self, seeded):
        crew = seeded(1, 40)[0]
        browser = signed_in(crew.people[0])
        for take in Render.objects.visible_to(crew.people[0]):
            for name in ("poster", "backdrop", "voice", *(["film"] if take.is_ready else [])):
                assert browser.get(reverse(f"takes:{name}", args=[take.pk])).status_code in (200, 206)

    def test_the_first_owner_may_use_the_admin_site(self, seeded):
        crew = seeded(1, 10)[0]
        assert User.objects.get(is_superuser=True) == crew.people[0]
        assert crew.people[0].memberships.get().role == Role.OWNER
        assert signed_in(crew.people[0]).get(reverse("admin:index")).status_code == 200


def test_workers_leave_what_is_under_way_alone(seeded):
    seeded(1, 120)
    assert pipeline.due_steps() == []
    assert pipeline.due_services() == []
    assert draft_work.due() == []
    assert line.due(timezone.now()) == []
    assert slowness.mark_slow() == 0


class TestCommand:
    def test_says_how_far_it_is_and_how_to_sign_in(self, capsys, client):
        call_command("seed", teams=1, videos=8, password=PASSWORD)
        said = capsys.readouterr().out
        assert "8 of 8 videos" in said
        assert PASSWORD in said
        email = User.objects.get(is_superuser=True).email
        assert email in said
        assert client.login(username=email, password=PASSWORD)

    def test_leaves_a_studio_with_videos_alone_unless_told_otherwise(self, seeded):
        seeded(1, 8)
        with pytest.raises(SystemExit, match="There are videos in this studio already"):
            call_command("seed", teams=1, videos=8)
        assert Video.objects.count() == 8

    @pytest.mark.parametrize("size", [{"teams": 0}, {"videos": -1}])
    def test_a_size_that_makes_no_sense_gets_a_sentence(self, size):
        with pytest.raises(SystemExit, match="There must be a team at least"):
            call_command("seed", **size)
