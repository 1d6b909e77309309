"""What a film will cost. Money is integer millionths of the installation's currency; floats are never used."""

from decimal import ROUND_CEILING, Decimal


def billed_seconds(seconds: Decimal) -> int:
    """Services bill whole seconds of output; nobody says how they round, so we round up."""
    return int(seconds.to_integral_value(rounding=ROUND_CEILING))


def estimate(seconds: Decimal, micros_per_second: int) -> int:
    """Price in millionths of a film that lasts as long as its voice."""
    return billed_seconds(seconds) * micros_per_second


CONTAINER_SECONDS = Decimal("0.08")  # two frames: how far a film may outlast its voice without being a longer film


def charge(film_seconds: Decimal, micros_per_second: int) -> int:
    """Price in millionths of a film that was delivered, where the service names no figure of its own."""
    return estimate(max(film_seconds - CONTAINER_SECONDS, Decimal(0)), micros_per_second)
