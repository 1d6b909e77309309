"""What the practice service does wrong when a text tells it to; only where the setting PRACTICE_FAULTS is on.

The script stands in the prompt, or in the text to be spoken: `fault:submit=429+3 fault:query=500*2`. A fault is
`fault:<when>=<what>`, `+<argument>` where it takes one, `*<times>` to have it several times. Each happens once, in the
order written for its `when`, and is counted in `faults.jsonl`, so that kills and several processes agree. Looks and
deliveries are counted for their task; orders for their `external_task_id`, or where there is none for their script.

when    what            what happens
submit  429             refused as too fast (1302); 429+3: `Retry-After: 3`; 429+date: the same as an HTTP date
        500 502html 503 an error of Kling (5000), of a proxy (HTML), maintenance (5001); nothing was accepted
        1102 1201 1301 1303
                        refused: pack used up, "Image pixel is invalid", content, no free place
        timeout-before  not accepted, and no answer comes: silence for 30 s (timeout-before+2: 2 s), then the end
        timeout-after   accepted and billed, and no answer comes, as above
        garbage empty   accepted and billed; the answer is no JSON, or nothing at all
        unfinished      (a text to be spoken) accepted; the answer says "processing", the first look "succeed"
query   429 500 502html 503 garbage empty timeout-before
                        as above, for one look
        unknown         a status word that is in no document
        backwards       "submitted", whatever was said before
        lost            the task is not known (404, code 1203, or the gateway's own words)
result  never           the film is never finished
        failed          it fails: "Image pixel is invalid", and costs nothing
        failed-billed   the same, and costs its full price
        bills=2.5       a good film that costs 2.5 units
        late            the first look at the finished film says that it failed, later ones show it
        no-url          one finished answer has no address of the film
        expired-url     the address in one finished answer is answered with 403; ask again for one that works
        truncated html empty
                        one download: half the bytes of those that were announced; a page; nothing

Where the service runs inside the studio, its web server ends the silence with an empty answer.
The first four results hold for the whole life of a task, and only the first of them counts. A sound has none of the
results but the downloads.
"""

import re
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from apps.practice import refusal
from apps.practice.journal import Journal, now
from apps.practice.refusal import Refusal

WRITTEN = re.compile(r"\s*fault:(submit|query|result)=([\w-]+)(?:[+=]([\w.-]+))?(?:\*(\d{1,3}))?")
SILENCE_SECONDS = 30.0
ARGUMENTS = {"bills": r"\d+(\.\d+)?", "timeout-before": r"(\d+(\.\d+)?)?", "timeout-after": r"(\d+(\.\d+)?)?"}

REFUSALS = {
    "429": (refusal.TOO_FAST, "Too many requests"),
    "500": (refusal.BROKEN_DOWN, "Server internal error"),
    "503": (refusal.OUT_OF_ORDER, "The service is temporarily unavailable"),
    "1102": (refusal.USED_UP, "Resource pack is used up or expired"),
    "1201": (refusal.BAD_VALUE, "Image pixel is invalid"),
    "1301": (refusal.UNSAFE, "The content is not safe"),
    "1303": (refusal.NO_PLACE, "parallel task over resource pack limit"),
    "lost": (refusal.NOT_FOUND, "Task not found"),
}
ANSWERS = {"502html", "garbage", "empty", "timeout-before", "timeout-after"}  # instead of one in the service's dialect
AFTERWARDS = {"timeout-after", "garbage", "empty", "unfinished"}  # of an order that is accepted first
FATES = {"never", "failed", "failed-billed", "bills"}  # of a film, for its whole life
SHOWN = {"late", "no-url", "expired-url"}  # by a look at a finished film
DELIVERED = {"truncated", "html", "empty"}
KNOWN = {
    "submit": {*REFUSALS, *ANSWERS, "unfinished"} - {"lost"},
    "query": {*REFUSALS, *ANSWERS, "unknown", "backwards"} - {"timeout-after"},
    "result": FATES | SHOWN | DELIVERED,
}
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

_taken = Journal("faults.jsonl")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, and its argument where it has one."""

    word: str
    argument: str = ""


class Instead(Exception):
    """Ends a request with an answer that no service should give."""

    def __init__(self, word: str, response: HttpResponseBase) -> None:
        super().__init__(word)
        self.word = word
        self.response = response


def script(text: str) -> list[str]:
    """The faults in a text, each as "when=what+argument". Raises Refusal for a word that is not in the table."""
    found = []
    for when, what, argument, times in WRITTEN.findall(text if settings.PRACTICE_FAULTS else ""):
        if what not in KNOWN[when] or not re.fullmatch(ARGUMENTS.get(what, ".*"), argument):
            raise Refusal(refusal.BAD_REQUEST, f"fault:{when}={what} is not known")
        found += [f"{when}={what}+{argument}"] * int(times or 1)
    return found


def without_script(text: str) -> str:
    """The text that is left to be spoken."""
    return WRITTEN.sub("", text) if settings.PRACTICE_FAULTS else text


def take(when: str, key: str, script: Sequence[str], among: Collection[str] = ()) -> Fault | None:
    """The next fault for `key` at this time, which is then over; None where it is not one of `among` (if given)."""
    planned = [fault for fault in _planned(when, script) if fault.word not in FATES]
    if not (planned and settings.PRACTICE_FAULTS):
        return None
    with _taken.held() as append:
        done = sum((entry["when"], entry["key"]) == (when, key) for entry in _taken.entries())
        if done >= len(planned) or (among and planned[done].word not in among):
            return None
        append({"when": when, "key": key, "what": planned[done].word, "at": now()})
        return planned[done]


def fate(script: Sequence[str]) -> Fault | None:
    """What becomes of a film, if not what should."""
    if not settings.PRACTICE_FAULTS:
        return None
    return next((fault for fault in _planned("result", script) if fault.word in FATES), None)


def strike(fault: Fault | None) -> None:
    """End the request as the fault says, if it is one that ends requests. Raises Refusal or Instead."""
    if fault and fault.word in REFUSALS:
        code, message = REFUSALS[fault.word]
        date = http_date(time.time() + 3)
        raise Refusal(code, message, retry_after=date if fault.argument == "date" else fault.argument)
    if fault and fault.word in ANSWERS:
        raise Instead(fault.word, _answer(fault))


def _planned(when: str, script: Sequence[str]) -> list[Fault]:
    parts = [fault.partition("=") for fault in script]
    return [Fault(*what.split("+", 1)) for planned, _, what in parts if planned == when]


def _answer(fault: Fault) -> HttpResponseBase:
    if fault.word == "502html":
        return HttpResponse(PAGE, status=502)
    if fault.word == "garbage":
        return HttpResponse(b'{"code": 0, "mess', content_type="application/json")
    if fault.word == "empty":
        return HttpResponse(b"")
    return StreamingHttpResponse(map(_hang_up, [float(fault.argument or SILENCE_SECONDS)]))


def _hang_up(seconds: float) -> bytes:
    """Nothing for so long, and then the line goes dead: on this error a web server closes it without a word."""
    time.sleep(seconds)
    raise ConnectionAbortedError
