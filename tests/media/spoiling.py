"""Good files made bad at random, the same ones each time: `spoilt(content, chance)`."""

import random


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """A file with some bytes changed, cut out, put in twice or missing at its end. Headers get more of it."""
    match chance.randrange(4):
        case 0:
            return content[: chance.randrange(len(content))]
        case 1:
            start, length = chance.randrange(len(content)), chance.randrange(1, 200)
            return content[:start] + content[start + length :]
        case 2:
            start, length = chance.randrange(len(content)), chance.randrange(1, 200)
            again = content[start : start + length] * chance.randrange(1, 4)
            return content[: start + length] + again + content[start + length :]
        case _:
            changed = bytearray(content)
            reach = chance.choice([64, 512, len(content)])
            for _ in range(chance.choice([1, 2, 8, 40])):
                changed[chance.randrange(min(reach, len(content)))] = chance.randrange(256)
            return bytes(changed)
