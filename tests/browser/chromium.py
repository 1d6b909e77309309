"""The browser of the browser tests: one that plays H.264 and AAC, as the videos of the studio are.

`find()` looks for it on this computer; `python -m tests.browser.chromium` also installs one where there is none.
A candidate counts only when it starts and says that it plays such a video. The answer is kept in the environment.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

KEPT = Path(sys.prefix, "browser-path")
COMMANDS = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"]
APPLICATIONS = [  # macOS
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses to start as root with its sandbox
]
PLAYS = """document.createElement("video").canPlayType('video/mp4; codecs="avc1.42E01E, mp4a.40.2"')"""


def find() -> Path | None:
    """The executable of a browser that plays our videos; None when this computer has none."""
    if "CHROMIUM" not in os.environ and KEPT.exists() and Path(KEPT.read_text()).exists():
        return Path(KEPT.read_text())
    with sync_playwright() as playwright:
        found = next((path for path in candidates(playwright) if plays(playwright, path)), None)
    if found:
        KEPT.write_text(str(found))
    return found


def candidates(playwright: Playwright) -> Iterator[Path]:
    for command in [os.environ.get("CHROMIUM"), *COMMANDS]:
        if command and (path := shutil.which(command)):
            yield Path(path)
    yield from (Path(path) for path in [*APPLICATIONS, playwright.chromium.executable_path] if Path(path).exists())


def plays(playwright: Playwright, path: Path) -> bool:
    try:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=20_000)
        try:
            return bool(browser.new_page().evaluate(PLAYS))
        finally:
            browser.close()
    except Error:
        return False


def installers() -> Iterator[list[list[str]]]:
    """Ways to install a browser here, the most fitting one first; each is a list of commands."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        yield [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    for name in ("chrome", "chromium"):
        yield [[sys.executable, "-m", "playwright", "install", name]]


def find_or_install() -> Path | None:
    found = find()
    for commands in installers():
        if found:
            break
        if all(subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0 for command in commands):
            found = find()
    return found


if __name__ == "__main__":
    if not find_or_install():
        sys.exit("The browser tests need Chrome or Chromium with H.264. Install one, or name it: CHROMIUM=/path/to/it")
