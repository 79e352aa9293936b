"""Compiles the translations (.po to .mo) when the project is built or installed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):
    """Writes one ``django.mo`` beside each ``django.po``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root, "src/ipharbor/locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as opened:
                catalog = read_po(opened, locale=source.parts[-3])
            with source.with_suffix(".mo").open("wb") as written:
                write_mo(written, catalog)
