"""The work of the practice service, and the whole way with the Kling adapter over real HTTP."""

import uuid
from decimal import Decimal

import av
import pytest

from apps.practice import store
from apps.practice.tasks import work
from apps.providers.base import Account, Job, Mode, Reason, RefusedAccount, RefusedInput, Stage, Unavailable
from apps.providers.registry import provider
from tests.practice_server import practice_server


class TestWork:
    def test_it_makes_a_film_and_clears_the_files_away(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        work()
        assert [path.name for path in store.film(accepted).parent.iterdir()] == ["film.mp4"]

    def test_a_task_that_is_not_due_is_left_alone(self, accepted):
        work()
        assert store.is_waiting(accepted)

    def test_a_film_is_made_once(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        work()
        made_at = store.film(accepted).stat().st_mtime_ns
        work()
        assert store.film(accepted).stat().st_mtime_ns == made_at

    def test_while_another_is_at_work_it_does_nothing(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        with store.alone():
            work()
        assert store.is_waiting(accepted)

    def test_a_film_that_cannot_be_made_fails_its_task_and_no_other(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        broken = store.accept(store.new_folder(), external_task_id="b", mode=Mode.PRO, seconds=Decimal(3))
        work()
        assert (store.status(broken), store.status(accepted)) == ("failed", "succeed")

    def test_switched_off_it_does_nothing(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        settings.PRACTICE_ENABLED = False
        work()
        assert store.is_waiting(accepted)


class TestWholeWay:
    PRACTICE = provider("practice")

    @pytest.fixture
    def account(self, settings):
        settings.PRACTICE_SECONDS = 0
        with practice_server() as origin:
            yield Account(base_url=f"{origin}/practice", key=settings.PRACTICE_KEY)

    @pytest.fixture
    def job(self, made) -> Job:
        return Job(
            external_id=str(uuid.uuid4()),
            image=made["image"],
            audio=made["sound_file"],
            seconds=Decimal("2.5"),
            prompt="微笑, look at the camera",
            mode=Mode.PRO,
        )

    def test_an_order_becomes_a_film_that_plays(self, account, job, tmp_path):
        sent = self.PRACTICE.submit(account, job)
        work()
        done = self.PRACTICE.query(account, sent.task_id)
        assert (done.stage, done.external_id, done.units) == (Stage.DONE, job.external_id, Decimal("2.4"))
        size = self.PRACTICE.download(account, done.video_url, tmp_path / "f.mp4", max_bytes=10_000_000)
        assert size == (tmp_path / "f.mp4").stat().st_size
        with av.open(str(tmp_path / "f.mp4")) as film:
            frames = sum(1 for _ in film.decode(video=0))
        assert abs(frames / 25 - 2.5) < 0.1

    def test_an_order_sent_again_is_found_and_not_billed_again(self, account, job):
        assert self.PRACTICE.find(account, job.external_id) is None
        sent = self.PRACTICE.submit(account, job)
        with pytest.raises(Unavailable) as caught:
            self.PRACTICE.submit(account, job)
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)
        found = self.PRACTICE.find(account, job.external_id)
        assert (found and found.task_id, len(store.bill())) == (sent.task_id, 1)

    def test_a_wrong_key_and_a_wrong_file_are_told_apart(self, account, job):
        with pytest.raises(RefusedAccount) as caught:
            self.PRACTICE.submit(Account(base_url=account.base_url, key="wrong"), job)
        assert caught.value.reason is Reason.KEY
        spoilt = Job(
            external_id="x", image=job.audio, audio=job.audio, seconds=job.seconds, prompt="", mode=Mode.STANDARD
        )
        with pytest.raises(RefusedInput) as refused:
            self.PRACTICE.submit(account, spoilt)
        assert (refused.value.reason, store.bill()) == (Reason.IMAGE, [])

    def test_switched_off_it_is_not_taken_for_never_made(self, account, job, settings):
        settings.PRACTICE_ENABLED = False
        with pytest.raises(Unavailable):
            self.PRACTICE.find(account, job.external_id)
