"""The places in the code are those of the plan, and in the product they do nothing."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from apps.core import faults
from tests.faults.plan import EMBEDDED, FULL, POINTS, SERVICES, end_of, kills
from tests.notices.kills import PLACES as PLACES_OF_MAILS
from tests.processes import ROOT, wait_for

CALL = re.compile(r'faults\.reached\("([a-z-]+)"\)')


@pytest.fixture
def traps(tmp_path: Path):
    faults.arm(tmp_path)
    yield tmp_path
    faults.arm(None)


@pytest.fixture
def walk(tmp_path: Path):
    """Start Django with some settings, and walk into a trap that lies in its way."""
    code = "import django; django.setup(); from apps.core import faults; faults.reached('asked')"
    (tmp_path / "asked.0").touch()
    started = []

    def start(settings_module: str) -> subprocess.Popen:
        words = {"FAULT_FOLDER": str(tmp_path), "SERVICE_PORT": "1", "DJANGO_SETTINGS_MODULE": settings_module}
        started.append(subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **words}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_the_places_in_the_code_are_those_of_the_plan():
    sources = [path.read_text() for path in (ROOT / "apps").rglob("*.py")]
    planned = [*(point.place for point in POINTS), *PLACES_OF_MAILS]
    assert sorted(place for source in sources for place in CALL.findall(source)) == sorted(planned)


@pytest.mark.parametrize("stack", [EMBEDDED, FULL])
def test_the_plan_has_18_points_3_kills_and_3_kinds_of_service(stack):
    runs = [(kill.point.key, kill.victim, service) for kill in kills(stack) for service in kill.services]
    assert len(runs) == len(set(runs)) == 18 * 3 * len(SERVICES)


def test_only_what_was_sent_may_end_unclear():
    unclear = {(point.key, service) for point in POINTS for service in SERVICES if end_of(point, service) == "unknown"}
    parts = {(key, service) for key in ("K5", "K6") for service in ("look-up", "none")}
    assert unclear == parts | {("K7", "none"), ("K8", "none")}


def test_no_environment_variable_arms_the_product(walk, tmp_path):
    assert walk("avatarstudio.settings").wait(30) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["asked.0"]


def test_the_settings_of_these_tests_arm_it(walk, tmp_path):
    walker = walk("tests.fault_settings")
    wait_for(lambda: list(tmp_path.glob(f"caught-asked.0-{walker.pid}")), 30, "the trap")
    assert walker.poll() is None


def test_a_trap_catches_one_and_holds_it_until_it_is_set_free(traps):
    (traps / "here.0").touch()
    one = threading.Thread(target=faults.reached, args=["here"], daemon=True)
    one.start()
    wait_for(lambda: list(traps.glob(f"caught-here.0-{os.getpid()}")), 5, "the trap")
    faults.reached("here")  # nobody else is held
    faults.reached("elsewhere")
    assert one.is_alive()
    next(traps.iterdir()).unlink()
    one.join(5)
    assert not one.is_alive()
