"""Which scenarios there are, on which stack."""

from dataclasses import dataclass

EMBEDDED, FULL = "embedded", "full"
STACKS = (EMBEDDED, FULL)


@dataclass(frozen=True, slots=True)
class Scene:
    """`play` is a function in `scenarios` or `races`. `broker_is_kept`: Redis forgets nothing, as in `compose.yaml`."""

    name: str
    play: str
    stacks: tuple[str, ...] = STACKS
    broker_is_kept: bool = True
    practice_seconds: int = 6  # how long a film takes there


SCENES = (
    Scene("calm", "scenarios.calm"),
    Scene("duplicates", "races.duplicates", practice_seconds=40),
    Scene("two-timers", "races.two_timers"),
    Scene("broker-emptied", "scenarios.broker_emptied"),
    Scene("broker-killed", "scenarios.broker_killed", (FULL,)),
    Scene("broker-killed-empty", "scenarios.broker_killed", (FULL,), broker_is_kept=False),
    Scene("broker-away", "scenarios.broker_away", (FULL,)),
    Scene("broker-away-busy", "scenarios.broker_away_while_busy", (FULL,)),
    Scene("broker-paused", "scenarios.broker_paused", (FULL,)),
    Scene("database-restarted", "scenarios.database_restarted", (FULL,)),
    Scene("database-away", "scenarios.database_away", (FULL,)),
    Scene("worker-absent", "scenarios.worker_absent"),
    Scene("timer-dead", "scenarios.timer_dead"),
)


def scene(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)
