"""The styles that every page loads, as one file: one request, and together they compress better than one by one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

COMMENT, BLANKS, AROUND = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s+"), re.compile(r" ?([{};]) ?")


def squeezed(css: str) -> str:
    """The same rules without what is there for people alone."""
    return AROUND.sub(r"\1", BLANKS.sub(" ", COMMENT.sub("", css))).strip()


class BundleFinder(BaseFinder):
    """Finds the files that `settings.BUNDLES` names, each made of the files that it lists, in their order.

    They lie in the data folder, and are written anew when one of their parts changed.
    """

    def __init__(self, app_names: object = None, *arguments: object, **options: object) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundles")
        super().__init__(*arguments, **options)

    def check(self, **options: object) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **options: object) -> Any:
        """Its path, or with `find_all` a list of that; an empty list where it is no bundle."""
        if path not in settings.BUNDLES:
            return []
        found = str(self._written(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in settings.BUNDLES:
            self._written(name)
            yield name, self.storage

    def _written(self, name: str) -> Path:
        """The file, whose time stays as it is while nothing changed."""
        parts = (Path(settings.STATICFILES_DIRS[0], part).read_text() for part in settings.BUNDLES[name])
        text, file = squeezed("".join(parts)), Path(self.storage.path(name))
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return file
