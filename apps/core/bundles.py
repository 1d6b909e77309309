"""Styles and scripts of many pages as one file each: one request, and together they compress better than alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

CSS_COMMENT, BLANKS, AROUND = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s+"), re.compile(r" ?([{};]) ?")
JS_COMMENTS = ("//", "/**")


def styles(parts: list[str]) -> str:
    """The same rules without what is there for people alone."""
    return AROUND.sub(r"\1", BLANKS.sub(" ", CSS_COMMENT.sub("", "".join(parts)))).strip()


def scripts(parts: list[str]) -> str:
    """The same modules, each in a block, so that their names do not meet; without comments and indents."""
    return "".join(f"{{\n{_without_comments(part)}\n}}\n" for part in parts)


def _without_comments(script: str) -> str:
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(JS_COMMENTS))


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
        file = Path(self.storage.path(name))
        parts = [Path(settings.STATICFILES_DIRS[0], part).read_text() for part in settings.BUNDLES[name]]
        text = scripts(parts) if file.suffix == ".js" else styles(parts)
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return file
