"""Numbers in addresses and forms, which may be anything."""

LARGEST = 2**63 - 1  # that a column of the database takes


def whole_number(text: str) -> int:
    """The number that is written in `text`; 0 for anything that is not plain digits, or is more than a column takes."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number <= LARGEST else 0
