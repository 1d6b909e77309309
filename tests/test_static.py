"""What the browser is given: within budget, complete, free of inline code, and with every word in a template."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from apps.core.icons import ICONS

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

KB = 1000
TAGS = re.compile(r"<[a-z][^>]*(?:\"[^\"]*\"[^>]*)*>", re.DOTALL)


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


def gzipped(*paths: Path) -> int:
    return len(gzip.compress(b"".join(path.read_bytes() for path in paths), 9))


class TestWeight:
    def test_all_the_styles_together(self) -> None:
        assert gzipped(*STYLES) <= 24 * KB

    @pytest.mark.parametrize(
        ("name", "budget"),
        [("css/studio.css", 8 * KB), ("css/videos.css", 2_500), ("js/studio.js", 2_500), ("js/videos.js", 3 * KB)],
    )
    def test_what_many_pages_load(self, name: str, budget: int) -> None:
        assert gzipped(Path(str(finders.find(name)))) <= budget

    @pytest.mark.parametrize(
        ("names", "budget"),
        [
            (("ui", "live"), 3 * KB),
            (("preview", "notify"), 2_500),
            (("player",), 3_500),
            (("compare",), 4 * KB),
            (("thread", "mention", "unsent"), 5 * KB),
            (("drawing", "drawn"), 5_500),
            (("intake", "style", "crop"), 7 * KB),
            (("recorder",), 4 * KB),
            (("trim",), 3 * KB),
            (("files",), 2 * KB),
            (("choose",), 2_500),
        ],
    )
    def test_the_scripts_of_a_page(self, names: tuple[str, ...], budget: int) -> None:
        assert gzipped(*(ROOT / f"static/js/{name}.js" for name in names)) <= budget

    @pytest.mark.parametrize("path", named([*STYLES, *SCRIPTS]))
    def test_a_file_can_be_read_in_one_go(self, path: Path) -> None:
        assert path.read_text().count("\n") <= 250


@pytest.mark.parametrize("path", named(TEMPLATES))
class TestTemplate:
    def test_has_no_inline_style_script_or_handler(self, path: Path) -> None:
        text = path.read_text()
        for tag in TAGS.findall(text):
            assert not re.search(r"\s(style|on[a-z]+|hx-on[^=]*)\s*=", tag), tag
        assert "<style" not in text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)

    def test_asks_for_static_files_that_exist(self, path: Path) -> None:
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text()):
            assert finders.find(name), name

    def test_uses_icons_that_exist(self, path: Path) -> None:
        used = set(re.findall(r"{% icon ['\"](\w+)['\"]", path.read_text()))
        assert used <= ICONS.keys()

    def test_includes_templates_that_exist(self, path: Path) -> None:
        for name in re.findall(r"{% (?:include|extends) ['\"]([^'\"#]+)['\"]", path.read_text()):
            assert get_template(name), name


@pytest.mark.parametrize("path", named(SCRIPTS))
class TestScript:
    def test_stands_alone(self, path: Path) -> None:
        assert not re.search(r"^\s*(import|export)\b", path.read_text(), re.MULTILINE)

    def test_holds_no_words_for_people(self, path: Path) -> None:
        """A heuristic: a string with a capital and a blank in it, or with three words, is a sentence."""
        code = re.sub(r"/\*.*?\*/|(^|\s)//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        code = re.sub(r"(querySelector(All)?|closest|matches)\([^)]*\)", "", code)
        strings = re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', code)
        for text in ("".join(parts) for parts in strings):
            assert not re.search(r"^[A-Z][a-z]+ |[a-z]+ [a-z]+ [a-z]+", text), text

    def test_writes_no_html(self, path: Path) -> None:
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text())


class TestStyles:
    def test_ask_for_files_that_exist(self) -> None:
        for path in STYLES:
            for name in re.findall(r"url\(\"([^\"]+)\"\)", path.read_text()):
                assert (path.parent / name).resolve().exists(), name

    def test_every_token_that_is_used_is_defined_and_the_other_way_round(self) -> None:
        text = "".join(path.read_text() for path in STYLES)
        defined = set(re.findall(r"(--[\w-]+):", text)) | {"--x"}  # --x is written by player.js
        assert set(re.findall(r"var\((--[\w-]+)", text)) == defined

    def test_every_sheet_but_the_first_stands_in_a_layer(self) -> None:
        for path in STYLES:
            text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            assert re.match(r"\s*@layer", text), path.name
