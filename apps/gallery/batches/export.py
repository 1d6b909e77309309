"""Tables that leave the studio: an example to begin with, and lines that need a change, to mend and upload again."""

from collections.abc import Iterable, Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.gallery.batches.checking import Checked
from apps.gallery.batches.headings import COLUMNS, WRITTEN

LANGUAGES = ("en", "nl", "zh")  # in the order of the names of each column


def heading(column: str) -> str:
    """What a column is called in the reader's language; whoever uploads the table again may read another one."""
    language = (get_language() or "en")[:2]
    return COLUMNS[column][LANGUAGES.index(language) if language in LANGUAGES else 0]


def example() -> Iterator[list[str]]:
    """A table to fill in, with a line of each kind."""
    yield [heading(name) for name in WRITTEN]
    yield [_("Welcome"), "mei.jpg", _("Hello, and welcome to our course."), "", _("patient teacher, warm smile"), ""]
    yield [_("Spring offer"), "mei.jpg", "", "spring-offer.mp3", "", "Pro"]


def problems(checked: Iterable[Checked]) -> Iterator[list[str]]:
    """Every line that needs a change, with its number, by which it finds its place again, and what is wrong."""
    yield [heading(name) for name in ("number", *WRITTEN, "problem")]
    for each in checked:
        if each.is_wanted and each.problems:
            said = " ".join(trouble.text for trouble in each.problems)
            yield [str(each.line.number), *(getattr(each.line, name) for name in WRITTEN), said]
