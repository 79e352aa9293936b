"""People at the pages, for benchmarks: each signs in as a browser does and keeps the connection."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

PASSWORD = "correct-horse-battery"


@dataclass
class Answer:
    """Status, seconds and text; status 0 and the reason where no answer came."""

    status: int
    seconds: float
    text: str = ""
    to: str = ""


@dataclass
class Browser:
    """One person's browser: cookies and one kept connection."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **typed: object) -> Answer:
        return self._ask("POST", path, urlencode(typed).encode())

    def sign_in(self, username: str) -> bool:
        self.get("/login/")
        answer = self.post("/login/", username=username, password=PASSWORD)
        return answer.status == 302 and "sessionid" in self.cookies

    def drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "text/html",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        started = time.perf_counter()
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection(self.host, self.port, timeout=60)
            self._line.request(method, path, body, headers)
            came = self._line.getresponse()
            text = came.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as broken:
            self.drop()
            return Answer(0, time.perf_counter() - started, f"{type(broken).__name__}: {broken}")
        for told in came.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(told).items():
                self.cookies[name] = morsel.value
        if came.headers.get("Connection", "").lower() == "close":
            self.drop()
        return Answer(
            came.status, time.perf_counter() - started, text, came.headers.get("Location", "")
        )


def links(text: str, pattern: str) -> list[str]:
    """The addresses of a page that fit the pattern."""
    return sorted(set(re.findall(rf'href="({pattern})"', text)))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def environment(home: Path, database_url: str = "") -> dict[str, str]:
    """The surroundings of an installation in ``home``."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    kept |= {"IPHARBOR_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return kept | ({"IPHARBOR_DATABASE_URL": database_url} if database_url else {})


def start(home: Path, *words: str, database_url: str = "") -> subprocess.Popen[bytes]:
    """A command of the product in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ipharbor", "--home", str(home), *words],
        env=environment(home, database_url), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def await_server(port: int, seconds: float = 60) -> None:
    """Wait until the server answers; raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if Browser("127.0.0.1", port).get("/healthz").status == 200:
            return
        time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")


def people(home: Path, count: int, *, database_url: str = "") -> tuple[list[str], list[str]]:
    """``count`` accounts, every fifth an officer's, the others of the firms with most documents,
    whose rights are taken up. Gives the officers' names and the firms' people's."""
    os.environ |= environment(home, database_url)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.rights.take_up import take_up
    from ipharbor.corpus.query import All
    from ipharbor.records.models import Person

    corpus, at, by = wiring.corpus(), timezone.now(), permits.operator()
    firms = [bucket.value for bucket in corpus.index.facets(All(), 10).applicant]
    for firm in firms:
        take_up(firm, corpus=corpus, by=by, at=at)
    officers, others = [], []
    for number in range(count):
        name = f"load{number}"
        office = number % 5 == 0
        if not Person.objects.filter(username=name).exists():
            create(
                username=name, password=PASSWORD, role="office" if office else "firm",
                firm="" if office else firms[number % len(firms)], by=by, at=at,
            )  # fmt: skip
        (officers if office else others).append(name)
    return officers, others
