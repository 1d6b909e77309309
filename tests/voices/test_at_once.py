"""A late answer and a person who gives the text up, at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections

from apps.core.due import LostRace
from apps.providers.base import Spoken, Stage
from apps.spending.checking import disagreements
from apps.voices import speaking
from apps.voices.actions import give_up
from apps.voices.models import Speech

ROUNDS = 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stack, pytest.mark.timeout(120)]


def test_neither_waits_for_the_other_and_the_answer_is_kept(ask):
    spoken = Spoken(task_id="speech-1", stage=Stage.FAILED, audio_id="", audio_url="", message="no", raw={})
    start = threading.Barrier(2)

    def hear(speech: Speech) -> None:
        start.wait(timeout=30)
        speaking._heed_late(speech, spoken)

    def give(speech: Speech) -> None:
        start.wait(timeout=30)
        with suppress(LostRace):  # the answer was faster
            give_up(speech)

    def close(_number: int) -> None:
        start.wait(timeout=30)  # so that each thread gets one
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for _round in range(ROUNDS):
            speech = ask()
            Speech.objects.filter(pk=speech.pk).update(status="unknown", reason="unclear")
            both = [Speech.objects.get(pk=speech.pk) for _ in range(2)]
            for done in [pool.submit(hear, both[0]), pool.submit(give, both[1])]:
                done.result(timeout=60)
            speech.refresh_from_db()
            assert (speech.status, speech.task_id, speech.charged_micros) == ("failed", "speech-1", 0)
            assert speech.reason in ("service", "given_up")
        list(pool.map(close, range(2)))
    assert list(disagreements()) == []
