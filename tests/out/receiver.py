"""A receiver of webhooks that can be slow, refuse, redirect, and keeps what it got."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """``answers`` are the statuses to be given one after another, the last for ever."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: list[int] = field(default_factory=lambda: [200])
    says: bytes = b"{}"
    waits: float = 0.0
    drips: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=moon"


@contextmanager
def receiving(**how: Any) -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    told = Receiver(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.got.append(Got(self.path, dict(self.headers), self.rfile.read(length)))
            time.sleep(told.waits)
            status = told.answers[0] if len(told.answers) == 1 else told.answers.pop(0)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{told.port}/elsewhere")
            self.send_header("Content-Length", str(len(told.says)))
            self.end_headers()
            with suppress(OSError):  # the sender has hung up
                self._say()

        def _say(self) -> None:
            for sign in told.says if told.drips else ():
                time.sleep(told.drips)
                self.wfile.write(bytes([sign]))
            if not told.drips:
                self.wfile.write(told.says)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
