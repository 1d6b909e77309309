"""How the practice service says no: Kling's own codes, each with its HTTP status. The gateways reword them."""

WRONG_KEY, NO_KEY, BAD_KEY, EARLY_KEY, OLD_KEY = 1000, 1001, 1002, 1003, 1004
USED_UP = 1102
BAD_REQUEST, BAD_VALUE, BAD_METHOD, NOT_FOUND = 1200, 1201, 1202, 1203
UNSAFE, TOO_FAST, NO_PLACE = 1301, 1302, 1303
BROKEN_DOWN, OUT_OF_ORDER = 5000, 5001

STATUSES = {
    WRONG_KEY: 401,
    NO_KEY: 401,
    BAD_KEY: 401,
    EARLY_KEY: 401,
    OLD_KEY: 401,
    USED_UP: 429,
    BAD_REQUEST: 400,
    BAD_VALUE: 400,
    BAD_METHOD: 404,
    NOT_FOUND: 404,
    UNSAFE: 400,
    TOO_FAST: 429,
    NO_PLACE: 429,
    BROKEN_DOWN: 500,
    OUT_OF_ORDER: 503,
}


class Refusal(Exception):
    """Ends a request with one of Kling's codes; nothing was made. `retry_after` becomes the header of that name."""

    def __init__(self, code: int, message: str, *, retry_after: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return STATUSES[self.code]

    @property
    def is_about_the_key(self) -> bool:
        return self.status == 401
