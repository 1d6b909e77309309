"""What a service complains about, and what that means for the money.

Kling's JSON `code` decides, never the HTTP status: 429 alone can mean "wait", "no money" and "wrong address". Gateways
have words instead of codes, and the HTTP status where they have no words. Of a POST, an answer counts as "not made"
only where it certainly says so; everything else is unclear: a task may exist.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from apps.providers.culprits import culprit
from apps.providers.errors import ProviderError, Reason, RefusedAccount, RefusedInput, Unavailable
from apps.providers.http import Answer
from apps.providers.reading import TEXT_CHARACTERS, number, obj, object_in, page_text, raw_text, text, word
from apps.providers.shapes import names_a_task

# Kling's codes.
GOOD_CODES = {0, 200}  # 200 is said by some gateways
ACCOUNT_CODES = {
    1000: Reason.KEY,
    1001: Reason.KEY,
    1002: Reason.KEY,
    1003: Reason.KEY,
    1004: Reason.KEY,
    1100: Reason.SETUP,
    1101: Reason.CREDIT,
    1102: Reason.CREDIT,
    1103: Reason.PLAN,
    1202: Reason.SETUP,
    1203: Reason.SETUP,
    1304: Reason.SETUP,
}
TOKEN_CODES = {1003, 1004}
NOT_FOUND_CODE = 1203
POLICY_CODES = {1300, 1301}
INPUT_CODES = {1200, 1201, *POLICY_CODES}
NOT_MADE_CODES = {1302: Reason.BUSY, 1303: Reason.BUSY, 5001: Reason.DOWN}  # said so plainly: send again later
HTTP_CODES = range(100, 600)  # some gateways repeat the HTTP status as their `code`
TROUBLE = 500  # from here on an HTTP status means trouble of the service

# The words of gateways: `words` are meant for programs, the texts for people.
GOOD_WORDS = {"success", "succeed", "ok"}
CREDIT_WORDS = re.compile(r"insufficient_|(quota|balance|credit)\w*_(not_enough|exhausted|failed)")
CREDIT_TEXT = re.compile(
    r"insufficient (?!perm|priv|right)|quota|(?<![a-z])balance(?![a-z])|credit|余额|额度", re.IGNORECASE
)
SETUP_WORDS = re.compile(r"model_not_found|invalid_url")
SETUP_TEXT = re.compile(r"invalid url|\bno (available )?channel\b(?! resp)", re.IGNORECASE)
NOT_FOUND_WORDS = re.compile(r"task_not_(exist|found)")
NOT_FOUND_TEXT = re.compile(r"task.{0,60}(not[ _]exist|not[ _]found)", re.IGNORECASE)
PLAN_TEXT = re.compile(r"(?<![a-z])(model|group|plan)(?![a-z])", re.IGNORECASE)
BUSY_TEXT = re.compile(r"parallel task|too many requests|rate limit|saturated|饱和", re.IGNORECASE)
INPUT_WORDS = re.compile(r"\binvalid_(request|parameter)")
PASSED_ON = re.compile(r"\b(task_failed|fail_to_fetch_task)\b")  # whatever the gateway's own supplier said
VOICE_TEXT = re.compile(r"voice.?id(?![a-z]).{0,40}not.(found|exist)", re.IGNORECASE)
TAKEN_TEXT = re.compile(r"external.{0,3}task.{0,3}id|already exist|duplicate", re.IGNORECASE)

ASKED_WRONGLY = {400, 413, 415, 422}
LOST = {502, 504, 524}  # somebody in between waited in vain: no word of theirs is about the task
WRONG_PATH = {301, 302, 303, 307, 308, 404, 405}


class NotFound(RefusedAccount):
    """The service says that it knows no task with this number."""


class TokenRefused(RefusedAccount):
    """The service says that a signed token is not valid yet, or not any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint as it came: Kling's `code` where it has one, a gateway's `words`, the HTTP status."""

    message: str
    code: int | None = None
    words: str = ""
    status: int = 200
    retry_after: float | None = None
    raw: str = ""
    posting: bool = False

    @property
    def telling(self) -> str:
        """The message, as far as it means something: what a service in trouble says is about its own trouble."""
        return self.message if self.status < TROUBLE else ""


def good(answer: Answer, *, posting: bool) -> dict[str, Any]:
    """The object in an answer that complains about nothing. Raises one of the three errors for any other.

    `posting`: the call would make something that costs money. A complaint about a look says nothing about the task.
    """
    raw = object_in(answer.body)
    if raw is None:
        raise _unreadable(answer, posting)
    if found := _complaint(raw, answer.status):
        raise error(replace(found, retry_after=answer.retry_after, raw=raw_text(raw), posting=posting))
    return raw


def error(complaint: Complaint) -> ProviderError:
    """The error that a complaint stands for."""
    if complaint.code is not None and complaint.code not in HTTP_CODES:
        found = _by_code(complaint)
    elif complaint.status in LOST:
        found = None
    else:
        found = _by_words(complaint) or _by_status(complaint)
    return found or _unavailable(complaint, Reason.UNCLEAR, sent=True)


def _complaint(raw: dict[str, Any], status: int) -> Complaint | None:
    """What an object complains about; None when it does not."""
    given = raw.get("code")
    if number(given) in GOOD_CODES or word(given) in GOOD_WORDS:
        return None
    if given is None and names_a_task(raw):  # a task that came to nothing is still a task; an odd status is unclear
        return Complaint(message=f"HTTP {status} with a task.") if status >= 300 else None
    if given is None and status < 300 and not raw.get("error"):
        return None
    about = obj(raw.get("error")) or raw
    told = (about.get("message"), raw.get("error"), about.get("msg"), about.get("detail"))
    message = next((each for each in told if isinstance(each, str) and each.strip()), "")
    code, message = _embedded(number(about.get("code")), message)
    return Complaint(
        message=message[:TEXT_CHARACTERS] or (f"Code {code}" if code is not None else f"HTTP {status}"),
        code=code,
        words=" ".join((word(about.get("code")), word(about.get("type")))),
        status=code if code is not None and code in HTTP_CODES and status < TROUBLE else status,
    )


def _embedded(code: int | None, message: str) -> tuple[int | None, str]:
    """Kling's own complaint, where a gateway put Kling's whole answer into its message."""
    inner = object_in(message[message.find("{") : message.rfind("}") + 1]) or {}
    inner_code = number(inner.get("code"))
    if inner_code is None or inner_code in GOOD_CODES:
        return code, message
    return inner_code, text(inner.get("message")) or message


def _by_code(complaint: Complaint) -> ProviderError | None:
    code = complaint.code or 0
    if code in ACCOUNT_CODES:
        kind = NotFound if code == NOT_FOUND_CODE else TokenRefused if code in TOKEN_CODES else RefusedAccount
        return kind(ACCOUNT_CODES[code], complaint.message, raw=complaint.raw)
    if code in NOT_MADE_CODES:
        return _unavailable(complaint, NOT_MADE_CODES[code], sent=False)
    return _refused_input(complaint, is_policy=code in POLICY_CODES) if code in INPUT_CODES else None


def _by_words(complaint: Complaint) -> ProviderError | None:
    """A gateway's own words, as far as they are clear."""
    words, told = complaint.words, complaint.telling
    if complaint.posting and VOICE_TEXT.search(complaint.message):
        return RefusedInput(Reason.VOICE, complaint.message, raw=complaint.raw)
    if CREDIT_WORDS.search(words):
        return _refused_account(complaint, Reason.CREDIT)
    if SETUP_WORDS.search(words) or SETUP_TEXT.search(told):
        return _refused_account(complaint, Reason.SETUP)
    if not complaint.posting and (NOT_FOUND_WORDS.search(words) or NOT_FOUND_TEXT.search(told)):
        return NotFound(Reason.SETUP, complaint.message, raw=complaint.raw)
    if PASSED_ON.search(words):
        return _passed_on(complaint)
    is_about_input = INPUT_WORDS.search(words) and complaint.status in ASKED_WRONGLY | {200, 500}
    return _refused_input(complaint) if is_about_input else None


def _passed_on(complaint: Complaint) -> ProviderError:
    """The code got lost on the way, so the text has to be clear."""
    told = complaint.telling
    if complaint.status == 429 or BUSY_TEXT.search(told):
        return _unavailable(complaint, Reason.BUSY, sent=False)
    if CREDIT_TEXT.search(told):
        return _refused_account(complaint, Reason.CREDIT)
    found = _refused_input(complaint) if complaint.status in ASKED_WRONGLY and culprit(told) else None
    return found or _unavailable(complaint, Reason.UNCLEAR, sent=True)


def _by_status(complaint: Complaint) -> ProviderError | None:
    status, message = complaint.status, complaint.message
    if status in {401, 402, 403}:
        return _refused_account(complaint, _access(status, message))
    if status == 429:
        return _unavailable(complaint, Reason.BUSY, sent=False)
    if status in WRONG_PATH:
        return _refused_account(complaint, Reason.SETUP) if status in {404, 405} or not complaint.posting else None
    if status in ASKED_WRONGLY:
        found = _refused_account(complaint, Reason.CREDIT) if CREDIT_TEXT.search(message) else None
        return found or _refused_input(complaint)
    return None


def _access(status: int, message: str) -> Reason:
    if status == 402 or CREDIT_TEXT.search(message):
        return Reason.CREDIT
    return Reason.PLAN if status == 403 and PLAN_TEXT.search(message) else Reason.KEY


def _refused_input(complaint: Complaint, *, is_policy: bool = False) -> RefusedInput | None:
    """A complaint about what was sent. One about our own id means that it is taken: that must be looked up."""
    if not complaint.posting or TAKEN_TEXT.search(complaint.message):
        return None
    reason = Reason.POLICY if is_policy else culprit(complaint.message) or Reason.INPUT
    return RefusedInput(reason, complaint.message, raw=complaint.raw)


def _refused_account(complaint: Complaint, reason: Reason) -> RefusedAccount:
    return RefusedAccount(reason, complaint.message, raw=complaint.raw)


def _unavailable(complaint: Complaint, reason: Reason, *, sent: bool) -> Unavailable:
    return Unavailable(reason, complaint.message, sent=sent, retry_after=complaint.retry_after, raw=complaint.raw)


def _unreadable(answer: Answer, posting: bool) -> ProviderError:
    """An answer that is no JSON object: a proxy's page, a redirect, nothing at all."""
    complaint = Complaint(
        message=f"HTTP {answer.status} without a readable answer.",
        status=answer.status,
        retry_after=answer.retry_after,
        raw=page_text(answer),
    )
    is_page = answer.body.lstrip()[:1] == b"<"
    if not posting and (answer.status in WRONG_PATH or (answer.status == 200 and is_page)):
        return _refused_account(complaint, Reason.SETUP)
    if answer.status in {401, 402, 403}:
        return _refused_account(complaint, _access(answer.status, ""))
    if answer.status == 429:
        return _unavailable(complaint, Reason.BUSY, sent=False)
    return _unavailable(complaint, Reason.UNCLEAR, sent=True)
