"""The whole way over real HTTP: each adapter orders a film from the service that it is made for."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import av
import pytest

from apps.practice import calls, store
from apps.practice.tasks import work
from apps.providers.base import Account, Job, Mode, Provider, Script, Stage
from apps.providers.errors import Reason, RefusedAccount, RefusedInput, Unavailable
from apps.providers.kling import DIALECT, SEED
from apps.providers.registry import PROVIDERS, provider
from tests.practice_server import practice_server
from tests.providers.scripted import Handler, scripted

WITH_OUR_ID = ["kling", "cometapi", "chainhub"]


@dataclass
class Deal:
    """An adapter, its account at the running service, and something to order."""

    service: Provider
    account: Account
    job: Job

    def submit(self, **changes: Any) -> Any:
        return self.service.submit(self.account, replace(self.job, **changes))


@pytest.fixture
def files(made, settings) -> Iterator[str]:
    """A studio that hands out photo and voice; yields its origin."""

    def hand_out(handler: Handler) -> None:
        handler.answer(200, made["image" if handler.path.endswith(".jpg") else "sound_file"], {})

    with scripted(hand_out) as server:
        settings.PRACTICE_ORIGIN = server.url
        yield server.url


@pytest.fixture
def deal(request, made, settings, files) -> Iterator[Deal]:
    service = provider(request.param)
    settings.PRACTICE_SECONDS = 0
    job = Job(
        external_id=str(uuid.uuid4()),
        image=made["image"],
        audio=made["sound_file"],
        seconds=Decimal("2.5"),
        prompt="微笑, look at the camera",
        mode=Mode.PRO,
    )
    if not service.capabilities({}).takes_files:
        job = replace(job, image_url=f"{files}/a.jpg", audio_url=f"{files}/a.mp3")
    with practice_server() as origin:
        base_url = f"{origin}/practice/{request.param}"
        yield Deal(service, Account(base_url=base_url, key=settings.PRACTICE_KEY, may_be_private=True), job)


def each(*slugs: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("deal", slugs, indirect=True)


@each(*PROVIDERS)
class TestFilm:
    def test_an_order_becomes_a_film_that_plays(self, deal, tmp_path):
        sent = deal.submit()
        work()
        done = deal.service.query(deal.account, sent.task_id)
        assert (done.stage, done.is_known) == (Stage.DONE, True)
        deal.service.download(deal.account, done.video_url, tmp_path / "f.mp4", max_bytes=10_000_000)
        with av.open(str(tmp_path / "f.mp4")) as film:
            frames = sum(1 for _ in film.decode(video=0))
        assert abs(frames / 25 - 2.5) < 0.1
        assert [(line["dialect"], line["units"]) for line in store.bill()] == [(deal.service.slug, "2.4")]

    def test_a_failure_is_told_with_its_reason(self, deal):
        sent = deal.submit(prompt="fault:result=failed")
        work()
        told = deal.service.query(deal.account, sent.task_id)
        assert (told.stage, told.message, told.reason) == (Stage.FAILED, "Image pixel is invalid", Reason.IMAGE)

    def test_what_is_wrong_is_told_apart(self, deal):
        wrong = replace(deal.account, key="wrong")
        with pytest.raises(RefusedAccount) as caught:
            deal.service.submit(wrong, deal.job)
        assert caught.value.reason is Reason.KEY
        spoilt = {"image": deal.job.audio} if deal.service.slug != "uniall" else {"image_url": deal.job.audio_url}
        with pytest.raises(RefusedInput) as refused:
            deal.submit(**spoilt)
        assert (refused.value.reason, store.bill()) == (Reason.IMAGE, [])

    def test_a_busy_and_an_unclear_answer_are_told_apart(self, deal):
        prompt = "fault:submit=1303+7 fault:submit=timeout-after+0"
        with pytest.raises(Unavailable) as busy:
            deal.submit(prompt=prompt)
        assert (busy.value.reason, busy.value.sent, busy.value.retry_after) == (Reason.BUSY, False, 7)
        assert store.bill() == []
        with pytest.raises(Unavailable) as unclear:
            deal.submit(prompt=prompt)
        assert (unclear.value.sent, len(store.bill())) == (True, 1)

    def test_an_empty_account_is_no_reason_to_wait(self, deal):
        with pytest.raises(RefusedAccount) as caught:
            deal.submit(prompt="fault:submit=1102")
        assert caught.value.reason is Reason.CREDIT

    def test_every_call_is_written_down(self, deal):
        sent = deal.submit()
        deal.service.query(deal.account, sent.task_id)
        written = [(entry["dialect"], entry["operation"], entry["outcome"]) for entry in calls.entries()]
        assert written == [(deal.service.slug, "submit", "ok"), (deal.service.slug, "query", "ok")]


@each(*WITH_OUR_ID)
class TestOurId:
    def test_an_order_sent_again_is_found_and_not_billed_again(self, deal):
        if deal.service.capabilities({}).can_look_up:
            assert deal.service.find(deal.account, deal.job.external_id) is None
        sent = deal.submit()
        with pytest.raises(Unavailable) as caught:
            deal.submit()
        assert (caught.value.sent, len(store.bill())) == (True, 1)
        if deal.service.capabilities({}).can_look_up:
            found = deal.service.find(deal.account, deal.job.external_id)
            assert (found and found.task_id) == sent.task_id

    def test_a_text_is_spoken_and_its_sound_makes_a_film(self, deal, tmp_path):
        text = "Hello and welcome to our channel. Today we talk about tea."
        script = Script(text=text, voice_id="oversea_male1", language="en", speed=Decimal("1.2"))
        spoken = deal.service.speak(deal.account, script)
        assert (spoken.stage, spoken.units) == (Stage.DONE, Decimal("0.05"))
        deal.service.download(deal.account, spoken.audio_url, tmp_path / "a.mp3", max_bytes=5_000_000)
        deal.submit(audio=b"", audio_id=spoken.audio_id)
        assert [line["kind"] for line in store.bill()] == ["speech", "film"]


@each("kling")
class TestKling:
    def test_the_account_can_be_tried_and_tells_what_is_left(self, deal):
        before = deal.service.check(deal.account).units
        deal.submit()
        assert before == 100_000
        assert deal.service.check(deal.account).units == 100_000 - 3  # 2.4 in whole units

    def test_a_secret_signs_as_well_as_a_key(self, deal, settings):
        signing = replace(deal.account, key="practice", secret=settings.PRACTICE_KEY)
        assert deal.service.submit(signing, deal.job).stage in set(Stage)

    def test_its_other_dialect_takes_a_text(self, deal, files):
        seed = replace(deal.account, options={DIALECT.name: SEED})
        script = "Hello and welcome to our channel. Today we talk about tea."
        job = replace(deal.job, audio=b"", image_url=f"{files}/a.jpg", script=script, voice_id="calm_story1")
        sent = deal.service.submit(seed, job)
        work()
        assert deal.service.query(seed, sent.task_id).stage is Stage.DONE

    def test_its_other_dialect_takes_the_address_of_a_voice(self, deal, files):
        seed = replace(deal.account, options={DIALECT.name: SEED})
        job = replace(deal.job, image_url=f"{files}/a.jpg", audio_url=f"{files}/a.mp3")
        assert deal.service.submit(seed, job).task_id == store.films()[0]["task_id"]
