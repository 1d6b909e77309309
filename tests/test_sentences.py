"""The sentences of Django's own forms, which we say in our words (`locale/en`)."""

from collections.abc import Iterable
from pathlib import Path

import django
import polib
import pytest
from django import forms
from django.conf import settings
from django.utils import translation

OURS = Path(settings.LOCALE_PATHS[0], "en/LC_MESSAGES/django.po")
DJANGOS = Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"


def sentences(entries: Iterable[polib.MOEntry | polib.POEntry]) -> set[tuple[str, ...]]:
    return {(entry.msgctxt or "", entry.msgid, entry.msgstr, *entry.msgstr_plural.values()) for entry in entries}


class Question(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])
    name = forms.CharField(max_length=3)
    email = forms.EmailField()


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("name", "", "This is needed."),
        ("name", "Mei Lin", "Use at most 3 characters; there are 7."),
        ("answer", "perhaps", "Choose one of the answers that are offered."),
        ("email", "mei", "Write a whole e-mail address, like name@example.com."),
    ],
)
def test_a_form_speaks_as_we_do(field: str, written: str, sentence: str) -> None:
    with translation.override("en"):
        assert Question({field: written}).errors[field] == [sentence]


def test_every_sentence_takes_the_place_of_one_that_django_has() -> None:
    djangos = {(entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(DJANGOS))}
    assert {(entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(OURS))} <= djangos


@pytest.mark.parametrize("written", [pytest.param(path, id=path.parts[-3]) for path in OURS.parents[2].rglob("*.po")])
def test_what_is_read_is_what_is_written(written: Path) -> None:
    """`make messages` ran after the last change."""
    compiled = written.with_suffix(".mo")
    assert compiled.exists()
    assert sentences(polib.mofile(str(compiled))) == sentences(polib.pofile(str(written)).translated_entries())
