"""Typed settings, read once from the environment and ``settings.toml`` in the home folder.

Every other room is handed the values it needs. The only other reader of the environment
is ``settings.django``, which turns these values into the names Django knows.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from ipharbor.vocabulary.errors import HarborError

PREFIX = "IPHARBOR_"


@dataclass(frozen=True)
class Settings:
    """All settings of one installation. Each has an ``IPHARBOR_…`` variable of its name."""

    home: Path  # all state lives under this folder
    lang: str = "zh"  # language of pages and mail for people who have not chosen: zh or en
    database_url: str = ""  # sqlite file in home when empty
    base_url: str = "http://127.0.0.1:8080"  # how mails name this installation
    hosts: str = "127.0.0.1,localhost,[::1]"  # host names the server answers to, commas between
    https: bool = False  # cookies only over TLS, HSTS
    region: str = "panyu"  # the region file in vocabulary/data/regions
    mail: str = "folder"  # folder: mails are written to home/mail; smtp: they are sent
    mail_from: str = "ipharbor@localhost"
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = False  # STARTTLS
    upload_limit_mb: int = 1024  # the largest file the import page takes
    memory_mb: int = 1024  # what the analytics engine may use

    @property
    def corpus(self) -> Path:
        return self.home / "corpus"

    @property
    def register(self) -> Path:
        return self.home / "register.sqlite3"

    @property
    def mails(self) -> Path:
        return self.home / "mail"

    @property
    def uploads(self) -> Path:
        return self.home / "uploads"


def default_home() -> Path:
    """``IPHARBOR_HOME``, else ``~/.local/share/ipharbor``."""
    stated = os.environ.get(PREFIX + "HOME")
    return Path(stated).expanduser() if stated else Path("~/.local/share/ipharbor").expanduser()


def load(home: Path) -> Settings:
    """Settings of the installation in ``home``: environment before file before default.

    Raises HarborError ``settings.unknown`` for a name in the file that means nothing,
    ``settings.unreadable`` for a value of the wrong type or a file that is not TOML.
    """
    stated = _file(home / "settings.toml")
    values: dict[str, Any] = {"home": home}
    for field in fields(Settings):
        if field.name == "home":
            continue
        given = os.environ.get(PREFIX + field.name.upper(), stated.get(field.name))
        if given is not None:
            values[field.name] = _typed(field.name, str(field.type), given)
    if values.get("lang", "zh") not in ("zh", "en"):
        raise HarborError("settings.unreadable", name="lang", value=values["lang"])
    return Settings(**values)


@cache
def current() -> Settings:
    """The settings of this process."""
    return load(default_home())


def secret_key(home: Path) -> str:
    """The installation's secret, made on first use and readable by its owner only."""
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def _file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise HarborError("settings.unreadable", name=str(path), value=str(broken)) from broken
    known = {field.name for field in fields(Settings)}
    for name in stated:
        if name not in known:
            raise HarborError("settings.unknown", name=name, path=str(path))
    return stated


def _typed(name: str, kind: str, given: object) -> object:
    text = str(given)
    if kind == "bool":
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise HarborError("settings.unreadable", name=name, value=text)
    if kind == "int":
        try:
            return int(text)
        except ValueError as broken:
            raise HarborError("settings.unreadable", name=name, value=text) from broken
    return text
