"""FFmpeg's own meter of loudness, which knows nothing of ours."""

from pathlib import Path

import av
import numpy as np


def measure(path: Path) -> tuple[float, float]:
    """(loudness in LUFS, true peak in dB of full scale) of a sound file."""
    said: dict[str, str] = {}
    with av.open(str(path)) as container:
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=container.streams.audio[0])
        meter, sink = graph.add("ebur128", "metadata=1:peak=true"), graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        for frame in [*container.decode(audio=0), None]:
            source.push(frame)
            said |= _pulled(sink)
    return float(said["lavfi.r128.I"]), 20 * float(np.log10(float(said["lavfi.r128.true_peaks_ch0"])))


def _pulled(sink: av.filter.context.FilterContext) -> dict[str, str]:
    said: dict[str, str] = {}
    while True:
        try:
            said |= sink.pull().metadata
        except (av.BlockingIOError, av.EOFError):
            return said
