"""The chart library, bundled once from the one that came with the installation."""

from __future__ import annotations

import gzip
import os
from functools import cache
from importlib import metadata
from pathlib import Path

import vl_convert

_GRAMMAR = "6.4"  # Vega-Lite
_GIVEN = "window.vegaEmbed = vegaEmbed;"  # what the bundle gives to the pages


@cache
def version() -> str:
    """Names the bundle in addresses, so that browsers may keep it for ever."""
    return f"{metadata.version('vl-convert-python')}-{_GRAMMAR}"


def bundle(cache_folder: Path) -> Path:
    """The gzipped bundle of Vega, Vega-Lite and vega-embed, made on first use."""
    path = cache_folder / f"vega-{version()}.js.gz"
    if not path.exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        text = vl_convert.javascript_bundle(_GIVEN, vl_version=_GRAMMAR)
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
        aside.rename(path)
    return path
