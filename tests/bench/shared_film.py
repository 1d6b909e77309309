"""A film that guests may watch, put into a studio that runs: prints the address of its link.

A process of its own, with that studio's settings in its environment: `python -m tests.bench.shared_film`.
"""

import secrets
import sys

import django

MEGABYTES = 40  # about three minutes as a service makes them; what is in it, nobody looks at


def main() -> None:
    """Make a team, a finished take with a large file, and the link."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - models only exist after setup
    from django.urls import reverse  # noqa: PLC0415

    from apps.sharing.actions import share  # noqa: PLC0415
    from tests.cast import make_person, make_team  # noqa: PLC0415
    from tests.takes import make_take  # noqa: PLC0415

    team = make_team()
    person = make_person("Alice Ames", team)
    take = make_take(team, person)
    (settings.MEDIA_ROOT / take.film_key).write_bytes(secrets.token_bytes(MEGABYTES * 1024**2))
    _link, token = share(take.video.project, take.video, person)
    film = reverse("sharing:film", args=[_link.public_id, take.pk])
    sys.stdout.write(f"{reverse('sharing:enter', args=[token])} {film}\n")


if __name__ == "__main__":
    main()
