"""How many of the labelled pictures are judged as they should be: `python -m tests.vision.count` prints a table."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL.Image import Image as Picture

from apps.vision.upright import find_upright
from tests.vision.labelled import CHANGES, FACES, IN_PROFILE, NO_FACES, changed, groups, opened


@dataclass(frozen=True)
class Score:
    """How many pictures of a class came out right, and those that did not: (name, faces found, turn found)."""

    name: str
    pictures: int
    wrong: list[tuple[str, int, int]]

    @property
    def right(self) -> int:
        return self.pictures - len(self.wrong)

    def __str__(self) -> str:
        missed = "; ".join(f"{name}: {faces} faces, turn {turn}" for name, faces, turn in self.wrong)
        return f"{self.name:24}{self.right:4} of {self.pictures:3}   {missed}".rstrip()


def score(name: str, pictures: Iterable[tuple[str, int, Picture]], turn: int = 0) -> Score:
    """Right is a picture with exactly so many faces, found at that turn."""
    total, wrong = 0, []
    for each, faces, picture in pictures:
        total += 1
        seen = find_upright(np.asarray(picture))
        if len(seen.faces) != faces or seen.turn != turn:
            wrong.append((each, len(seen.faces), seen.turn))
    return Score(name, total, wrong)


def distinct_faces() -> Score:
    return score("one face", ((name, 1, opened(path)) for name, path in {**FACES, **IN_PROFILE}.items()))


def no_faces() -> Score:
    return score("no face", ((name, 0, opened(path)) for name, path in NO_FACES.items()))


def parts_without_faces(each: int = 20, seed: int = 5) -> Score:
    """Random parts of the pictures without a face."""
    return score("parts without a face", ((name, 0, part) for name, part in _parts(each, seed)))


def of_groups(count: int) -> Score:
    return score(f"{count} faces", (group for group in groups() if group[1] == count))


def of_change(change: str) -> Score:
    return score(change, ((name, 1, picture) for name, picture in changed(change)), turn=CHANGES[change][1])


def _parts(each: int, seed: int) -> Iterator[tuple[str, Picture]]:
    chance = np.random.default_rng(seed)
    for name, path in NO_FACES.items():
        picture = opened(path)
        for _ in range(each):
            size = chance.uniform(0.25, 0.9)
            width, height = max(40, round(picture.width * size)), max(40, round(picture.height * size))
            left = int(chance.integers(0, picture.width - width + 1))
            top = int(chance.integers(0, picture.height - height + 1))
            yield name, picture.crop((left, top, left + width, top + height))


def main() -> None:
    """Print a line for each class."""
    classes = (distinct_faces(), no_faces(), parts_without_faces(), *map(of_groups, range(2, 7)))
    changes = map(of_change, CHANGES)
    lines = [*map(str, classes), "", "The ten faces, changed:", *map(str, changes)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
