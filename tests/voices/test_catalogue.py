import pytest

from apps.voices.catalogue import VOICES, load, load_draft
from apps.voices.models import Voice

pytestmark = pytest.mark.django_db


class TestCatalogue:
    def test_the_62_known_pairs_are_loaded(self):
        services = Voice.objects.filter(is_draft=False)
        assert services.filter(language="zh").count() == 35
        assert services.filter(language="en").count() == 27

    def test_the_draft_voice_is_there_once_whatever_staff_call_it(self):
        Voice.objects.filter(is_draft=True).update(name="Try-out")
        load_draft()
        [draft] = Voice.objects.filter(is_draft=True)
        assert (draft.language, draft.label) == ("en", "Try-out")

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_no_two_voices_of_a_language_have_the_same_name(self, language):
        names = list(VOICES[language].values())
        assert len(set(names)) == len(names)

    def test_no_name_of_a_game_or_a_brand_is_shown(self):
        names = " ".join(name for voices in VOICES.values() for name in voices.values()).lower()
        for word in ("genshin", "peppa", "kling", "_", "speech02"):
            assert word not in names

    def test_loading_again_brings_back_what_is_gone_and_keeps_what_staff_wrote(self):
        edited, gone = Voice.objects.filter(language="en")[:2]
        Voice.objects.filter(pk=edited.pk).update(name="Our own", is_offered=False, order=1)
        gone.delete()
        load()
        edited.refresh_from_db()
        assert (edited.name, edited.is_offered, edited.order) == ("Our own", False, 1)
        assert Voice.objects.filter(is_draft=False).count() == 62
        assert edited.label == "Our own"
