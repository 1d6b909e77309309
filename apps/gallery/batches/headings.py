"""From rows of cells to lines of a batch: which column is what, in any order and in three languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.gallery.batches.tables import Rows, TableRefused
from apps.gallery.folding import in_one_case
from apps.providers.base import Mode

MOST = 500  # lines of a batch
SOUND = re.compile(r"\.(mp[34]|wav|m4[av]|aac|og[ga]|opus|flac|webm|mov|wma|amr|3gp)$", re.IGNORECASE)
SOUND_FILE = re.compile(rf"[^\n]{{1,200}}{SOUND.pattern}", re.IGNORECASE)
WRITTEN = ("title", "face", "script", "voice", "style", "quality")  # what a line says, in the order of our tables

# What a column may be called. The first of each language stands in the tables that we write.
COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(called.split(", "))
    for name, called in {
        "number": "line, regel, 行, no, nr, number, nummer, 编号, 序号, #",
        "title": "title, titel, 标题, name, naam, video, 名称, 题目",
        "face": "face, gezicht, 照片, photo, foto, picture, image, portrait, avatar, portret, 人脸, 图片, 头像, 形象",
        "say": "script or audio file, script of geluidsbestand, 文稿或音频文件, script or audio, voice or script",
        "script": "script, tekst, 文稿, text, 文本, 脚本, 台词, speech, words",
        "voice": "audio file, geluidsbestand, 音频文件, audio, geluid, 音频, recording, opname, voice, stem, 声音",
        "style": "style, stijl, 风格, prompt, look, 样式",
        "quality": "quality, kwaliteit, 质量, mode, 画质, 品质",
        "problem": "what is wrong, wat er mis is, 问题, problem, problems, probleem",
    }.items()
}
ORDER = ("title", "face", "say", "style", "quality")  # of a table without headings
QUALITIES: dict[str, tuple[str, ...]] = {
    Mode.STANDARD: ("standard", "std", "standaard", "标准", "normal", "normaal", "普通"),
    Mode.PRO: ("pro", "professional", "professioneel", "专业", "high", "hoog", "高"),
}
LONGEST = {"title": 300, "face": 200, "voice": 200, "quality": 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as somebody wrote it. `number`: the line of the batch that it is to replace, 0 for a new one."""

    number: int = 0
    title: str = ""
    face: str = ""
    script: str = ""
    voice: str = ""
    style: str = ""
    quality: str = ""


def read(rows: Rows) -> list[Row]:
    """The lines of a table, with or without headings. Raises TableRefused."""
    if not rows:
        raise TableRefused(_("There is no line in this table. Write one line for each video."))
    columns = _columns(rows[0])
    lines = rows[1:] if columns else rows
    if not lines:
        raise TableRefused(_("There are headings in this table, but no line below them."))
    if len(lines) > MOST:
        too_many = ngettext(
            "This table has %(count)d line; a batch takes up to %(most)d. Split it into several.",
            "This table has %(count)d lines; a batch takes up to %(most)d. Split it into several.",
            len(lines),
        )
        raise TableRefused(too_many % {"count": len(lines), "most": MOST})
    return [_row(line, columns or dict(zip(ORDER, range(len(ORDER)), strict=True))) for line in lines]


def unused(rows: Rows) -> list[str]:
    """The headings of columns that no line is made of, as somebody wrote them."""
    used = set(_columns(rows[0]).values()) if rows else set()
    return [cell.strip() for place, cell in enumerate(rows[0]) if used and place not in used and cell.strip()]


def quality_of(written: str, usual: str) -> str:
    """The quality that somebody means; the usual one where they wrote none; "" for one that there is not."""
    if not written:
        return usual
    return next((mode for mode, names in QUALITIES.items() if in_one_case(written) in names), "")


def _columns(first: Sequence[str]) -> dict[str, int]:
    """Where each column stands, if the first row is one of headings: two of them are known, and none is a value."""
    found: dict[str, int] = {}
    for place, cell in enumerate(first):
        name = next((name for name, called in COLUMNS.items() if in_one_case(cell).rstrip(" :*") in called), "")
        if name and name not in found:
            found[name] = place
    return found if len(found) > 1 or (len(first) == 1 and found) else {}


def _row(cells: Sequence[str], columns: dict[str, int]) -> Row:
    said = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
    script, voice = said.get("script", ""), said.get("voice", "")
    said["script"] = "\n".join(text for text in (script, said.get("say", "")) if text)
    if not voice and SOUND_FILE.fullmatch(said["script"]):
        said["voice"], said["script"] = said["script"], ""
    number = said.pop("number", "").removesuffix(".0")
    known = {field.name for field in fields(Row)}
    texts = {name: text[: LONGEST.get(name)] for name, text in said.items() if name in known}
    return Row(number=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0, **texts)
