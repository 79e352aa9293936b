"""Cookies and headers of an installation behind TLS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ASKED = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from django.utils import timezone
create(username="olivia", password="correct-horse-battery", role="office",
       by=permits.operator(), at=timezone.now())
client = Client(headers={"host": "127.0.0.1"})
answer = client.post("/login/", {"username": "olivia", "password": "correct-horse-battery"},
                     secure=True)
client.get("/login/second/", secure=True)
client.get("/account/", secure=True)
cookies = {name: {key: told[key] for key in ("secure", "httponly", "path", "domain", "samesite")}
           for name, told in client.cookies.items()}
print(json.dumps([answer.status_code, cookies, answer["Strict-Transport-Security"]]))
"""


def test_cookies_are_bound_to_the_host_and_browsers_come_back_by_tls_alone(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    told = {"IPHARBOR_HOME": str(tmp_path), "IPHARBOR_HTTPS": "1",
            "DJANGO_SETTINGS_MODULE": "ipharbor.settings.django"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=kept | told, capture_output=True, text=True, check=True
    )
    status, cookies, hsts = json.loads(done.stdout.splitlines()[-1])
    assert status == 302
    bound = {"secure": True, "httponly": True, "path": "/", "domain": "", "samesite": "Lax"}
    assert cookies == {"__Host-sessionid": bound, "__Host-csrftoken": bound}
    assert hsts == "max-age=31536000; includeSubDomains"
