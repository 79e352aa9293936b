"""A bucket that speaks as much of S3 as the vault asks for, on this machine."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def bucket(access_key: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Host and port of the server, and what lies in it; refuses requests without the key."""
    held: dict[str, bytes] = {}

    class Speaks(BaseHTTPRequestHandler):
        def log_message(self, *told: object) -> None:
            return

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def do_PUT(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            stated = self.headers.get("x-amz-content-sha256", "")
            if not self._known() or (
                len(stated) == 64 and hashlib.sha256(data).hexdigest() != stated
            ):
                return self._error(403, "AccessDenied")
            held[self.path] = data
            self.send_response(200)
            self.send_header("ETag", f'"{hashlib.md5(data).hexdigest()}"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None

        def _answer(self, *, body: bool) -> None:
            if not self._known():
                return self._error(403, "AccessDenied", body=body)
            data = held.get(self.path)
            if data is None:
                return self._error(404, "NoSuchKey", body=body)
            self.send_response(200)
            self.send_header("ETag", f'"{hashlib.md5(data).hexdigest()}"')
            self.send_header("Last-Modified", "Tue, 30 Nov 2021 04:00:00 GMT")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if body:
                self.wfile.write(data)
            return None

        def _known(self) -> bool:
            return f"Credential={access_key}/" in self.headers.get("Authorization", "")

        def _error(self, status: int, code: str, *, body: bool = True) -> None:
            told = f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(told) if body else 0))
            self.end_headers()
            if body:
                self.wfile.write(told)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaks)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", held
    finally:
        server.shutdown()
        server.server_close()
