"""Captions belong to the whole recording; a clip that is a part of it shows those of its part."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.db import transaction

from apps.media.captions import Cue
from apps.renders.caption_forms import WholeForm
from apps.renders.captioning import correct
from apps.voices import parts
from apps.voices.actions import add_clip
from apps.voices.models import VoiceClip
from tests.media_files import silence, speech, wav

pytestmark = pytest.mark.django_db

WHOLE = [Cue(1.0, 4.5, "Welcome."), Cue(6.0, 9.0, "We open at nine.")]


@pytest.fixture
def clip(team, alice, tmp_path: Path) -> VoiceClip:
    """A second of nothing, four of speech, one of nothing, three of speech; all of it is used, and has captions."""
    sounds = [silence(1), speech(4), silence(1), speech(3)]
    clip = add_clip(team, alice, wav(tmp_path / "talk.wav", samples=np.concatenate(sounds)), "talk.wav")
    correct(clip, WHOLE, alice)
    return clip


def cut(clip: VoiceClip, start: str, end: str) -> VoiceClip:
    fields = parts.write_part(clip, (Decimal(start), Decimal(end)))
    with transaction.atomic():
        parts.rewrite(parts.locked(clip), fields)
    return VoiceClip.objects.get(pk=clip.pk)


def test_a_part_counts_from_its_own_beginning(clip):
    assert cut(clip, "5.5", "9").cues == [Cue(0.5, 3.5, "We open at nine.")]


def test_what_was_cut_off_comes_back_with_the_whole(clip):
    assert cut(cut(clip, "5.5", "9"), "0", "9").cues == WHOLE


def test_what_is_typed_is_laid_over_the_words_that_are_heard(clip):
    form = WholeForm({"whole": "Welcome to Lantern Tea, all of you.\nWe open at nine."})
    assert form.is_valid()
    first, second = form.cues(clip)
    assert first.start == pytest.approx(1, abs=0.3)
    assert second.start == pytest.approx(6, abs=0.3)


def test_what_is_corrected_in_a_part_is_so_in_the_whole(clip, alice):
    part = cut(clip, "5.5", "9")
    correct(part, [Cue(0.5, 3.5, "We open at ten.")], alice)
    assert VoiceClip.objects.get(pk=clip.pk).cues == [Cue(0.5, 3.5, "We open at ten.")]
    assert cut(part, "0", "9").cues == [WHOLE[0], Cue(6.0, 9.0, "We open at ten.")]
