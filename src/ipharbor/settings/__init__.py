"""Typed settings, read once from the environment and ``settings.toml`` in the home folder.

Every other room is handed the values it needs. The only other reader of the environment
is ``settings.django``, which turns these values into the names Django knows.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from contextlib import suppress
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
    outlines: str = ""  # GeoJSON of the region's towns; home/region.geojson where empty
    mail: str = "folder"  # folder: mails are written to home/mail; smtp: they are sent
    mail_from: str = "ipharbor@localhost"
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = False  # STARTTLS
    session_hours: int = 168  # after how many hours a person signs in anew, however busy
    session_rest_minutes: int = 480  # after how many minutes of rest a person signs in anew
    admin_session_hours: int = 12  # the same for administrators
    admin_session_rest_minutes: int = 30
    second_factor_for: str = ""  # roles that must have a second factor, commas between
    proxies: int = 0  # trusted proxies in front, whose X-Forwarded-For tells the caller's address
    oidc_issuer: str = ""  # OpenID Connect provider people may sign in with; none when empty
    oidc_client_id: str = ""  # how the provider knows this installation
    oidc_client_secret: str = ""  # what it proves it with; a public client has none
    oidc_name: str = ""  # how the sign-in page calls the provider; its host name when empty
    vault: str = "folder"  # folder: papers lie in home/papers; s3: on a server that speaks S3
    s3_endpoint: str = ""  # host:port of that server
    s3_bucket: str = "ipharbor"
    s3_access_key: str = ""
    s3_secret_key: str = ""
    s3_tls: bool = True
    paper_limit_mb: int = 50  # the largest paper that is kept
    log: str = "text"  # text: faults alone; json: lines for machines, one for each request too
    metrics_from: str = "127.0.0.1,::1"  # addresses that may read /metrics, commas between
    upload_limit_mb: int = 1024  # the largest file the import page takes
    memory_mb: int = 1024  # what the analytics engine may use
    api_per_minute: int = 600  # requests a minute to /api/v1 by one token or address; 0: no bound
    jobs_keep_days: int = 30  # days after which jobs that are done are struck off; 0: never
    webhook_plain_http: bool = False  # webhooks may name addresses without TLS
    webhook_private: bool = False  # webhooks may lead into private networks and to this machine
    alarm_days: int = 3  # days after which a station is told of a red warning nobody touched
    timestamp_url: str = ""  # RFC 3161 authority that stamps signed heads of the journal

    @property
    def second_factor_roles(self) -> frozenset[str]:
        """The roles in ``second_factor_for``."""
        return frozenset(one.strip() for one in self.second_factor_for.split(",") if one.strip())

    @property
    def corpus(self) -> Path:
        return self.home / "corpus"

    @property
    def ledger(self) -> Path:
        return self.home / "ledger"

    @property
    def outlook(self) -> Path:
        return self.home / "outlook"

    @property
    def collateral(self) -> Path:
        return self.home / "collateral"

    @property
    def stress(self) -> Path:
        return self.home / "stress"

    @property
    def plans(self) -> Path:
        return self.home / "plans"

    @property
    def register(self) -> Path:
        return self.home / "register.sqlite3"

    @property
    def mails(self) -> Path:
        return self.home / "mail"

    @property
    def papers(self) -> Path:
        return self.home / "papers"

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
        # Several processes may start first at once: whole under another name, then in place
        # unless another was quicker.
        aside = home / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
        opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
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
