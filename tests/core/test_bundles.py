"""One file of styles that is made of several."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from apps.core.bundles import BundleFinder, scripts, styles

NAME = "css/studio.css"


@pytest.fixture
def parts(settings, tmp_path: Path) -> Path:
    """A folder with two sheets, and the setting that makes one of them."""
    folder = tmp_path / "static/css"
    folder.mkdir(parents=True)
    (folder / "one.css").write_text("/* First. */\n\n.a { color: red; }\n")
    (folder / "two.css").write_text(".b {\n  color: blue;\n}\n")
    settings.DATA_DIR = tmp_path
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.BUNDLES = {NAME: ["css/one.css", "css/two.css"]}
    return folder


def test_is_found_with_all_its_parts_in_their_order(parts):
    assert Path(BundleFinder().find(NAME)).read_text() == ".a{color: red;}.b{color: blue;}"
    assert BundleFinder().find(NAME, find_all=True) == [BundleFinder().find(NAME)]
    assert BundleFinder().find("css/one.css") == []
    assert [name for name, _storage in BundleFinder().list([])] == [NAME]


def test_is_written_anew_only_when_a_part_changed(parts):
    file = Path(BundleFinder().find(NAME))
    before = file.stat().st_mtime_ns
    BundleFinder().find(NAME)
    assert file.stat().st_mtime_ns == before
    (parts / "two.css").write_text(".c { color: green; }")
    assert Path(BundleFinder().find(NAME)).read_text() == ".a{color: red;}.c{color: green;}"


def test_what_is_left_out_of_styles_means_nothing():
    css = '@media (width < 60rem) {\n  /* a */ .a > .b,\n  .c { content: "!" / ""; inset: 0 auto; }\n}'
    assert styles([css]) == '@media (width < 60rem){.a > .b, .c{content: "!" / "";inset: 0 auto;}}'


def test_scripts_keep_their_names_to_themselves():
    one = "// What it does.\n\nconst KEY = 1;\n\n/** One. */\nfunction go() {\n  return `//${KEY}`; // so\n}\n"
    assert scripts([one, "const KEY = 2;\n"]) == (
        "{\nconst KEY = 1;\nfunction go() {\nreturn `//${KEY}`; // so\n}\n}\n{\nconst KEY = 2;\n}\n"
    )


def test_the_order_of_the_layers_comes_first():
    assert Path(str(finders.find(NAME))).read_text().startswith("@layer reset, tokens, ")


@pytest.mark.parametrize("name", settings.BUNDLES)
def test_each_that_pages_ask_for_is_there_whole(name):
    text = Path(str(finders.find(name))).read_text()
    make = scripts if name.endswith(".js") else styles
    for part in settings.BUNDLES[name]:
        source = Path(str(finders.find(part))).read_text()
        assert make([source]) in text
        assert all(line.count("`") % 2 == 0 for line in source.splitlines())  # no text goes on in the next line
