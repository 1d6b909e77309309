"""Who is called by name in a text: "@Bob Bond", or "@Bob" where only one person of the team is called Bob."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.teams.models import Team, User

# Not a part of a word or an e-mail address. Chinese puts no blanks around a name, so that its signs do not count.
BEFORE, AFTER = r"(?<![0-9A-Za-z_.+-])", r"(?![0-9A-Za-z_\u00c0-\u024f\u0370-\u052f])"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `person` is who is called in it."""

    text: str
    person: User | None = None


class Mentions:
    """The people who can be called by name, for as many texts as a page shows."""

    def __init__(self, people: Iterable[User]) -> None:
        everybody = list(people)
        first = [(person.get_short_name().casefold(), person) for person in everybody]
        how_many = Counter(name for name, _ in first)
        self._people = {name: person for name, person in first if name and how_many[name] == 1}
        self._people |= {str(person).casefold(): person for person in everybody}
        longest_first = sorted(self._people, key=len, reverse=True)
        names = "|".join(re.escape(name) for name in longest_first)
        self._called = re.compile(f"{BEFORE}@({names}){AFTER}", re.IGNORECASE)

    def pieces(self, text: str) -> list[Piece]:
        """The text, cut where somebody is called."""
        return [piece for piece in self._cut(text) if piece.text]

    def _cut(self, text: str) -> Iterator[Piece]:
        end = 0
        for found in self._called.finditer(text):
            yield Piece(text[end : found.start()])
            yield Piece(found.group(), self._people.get(found.group(1).casefold()))
            end = found.end()
        yield Piece(text[end:])


def people_of(team: Team) -> list[User]:
    """Who can be called: everybody in the team who may sign in."""
    return list(User.objects.filter(memberships__team=team, is_active=True).order_by("name", "pk"))
