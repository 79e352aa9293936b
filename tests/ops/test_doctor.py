"""What doctor finds, and what it advises."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from ipharbor import settings, wiring
from ipharbor.actions.jobs import lease
from ipharbor.journal import chain
from ipharbor.queries import advice
from ipharbor.queries.advice import Asked
from ipharbor.queries.health import Check, quick
from ipharbor.records.models import SecondFactor

pytestmark = pytest.mark.usefixtures("corpus")


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def found(home: Path, **stated: Any) -> dict[str, Check]:
    told = replace(wiring.stated(), **stated)
    asked = Asked(wiring.corpus(), home, told, timezone.now())
    return {check.code: check for check in quick(asked, "zh")}


def test_every_piece_of_advice_says_what_to_do_and_none_is_grave(
    home: Path, administrator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advice.shutil, "disk_usage", lambda path: Disk(2**40, 2**40 - 2**33, 2**33))
    (home / "run").mkdir()
    (home / "run" / "forwarded").touch()
    told = found(
        home, base_url="https://ip.example.org", roles=("king",),
        services=(("smtp_tls", "mail.example.org", False), ("s3_tls", "127.0.0.1", False)),
    )  # fmt: skip
    for code in ("proxy", "address", "backups", "disk", "worker", "second_factors", "services"):
        check = told[code]
        assert (check.ok, check.grave) == (False, False), code
        assert check.mend and "{" not in check.what + check.mend
    assert told["services"].what.endswith("smtp_tls。")
    assert "king" in told["second_factors"].what
    assert told["clock"].ok and told["network_disk"].ok and told["ledger"].ok


def test_nothing_is_advised_where_all_is_as_it_should_be(
    home: Path, administrator: Any, transactional_db: None
) -> None:
    lease.seen("w", at=timezone.now())
    SecondFactor.objects.create(
        person=administrator, secret="x", made_at=timezone.now(), confirmed_at=timezone.now()
    )
    (home / "backups").mkdir()
    (home / "backups" / "ipharbor-1.tar").touch()
    told = found(
        home, base_url="https://ip.example.org", https=True, proxies=1,
        hosts=("ip.example.org", "127.0.0.1"),
    )  # fmt: skip
    open_advice = {code for code, check in told.items() if not check.ok and not check.grave}
    assert open_advice <= {"disk"}, "how full this disk is, is not the test's to say"
    old = time.time() - timedelta(days=4).total_seconds()
    os.utime(home / "backups" / "ipharbor-1.tar", (old, old))
    assert "上次距今 4 天" in found(home)["backups"].what


def test_a_backup_made_anywhere_counts(home: Path, administrator: Any) -> None:
    assert not found(home)["backups"].ok
    (home / "run").mkdir()
    (home / "run" / "backup").touch()
    assert found(home)["backups"].ok


@pytest.mark.parametrize(
    ("stated", "ok"),
    [
        ({"base_url": "http://127.0.0.1:8080"}, True),
        ({"base_url": "http://ip.example.org", "hosts": ("ip.example.org",)}, True),
        ({"base_url": "http://ip.example.org", "hosts": ("ip.example.org",), "https": True}, False),
        ({"base_url": "https://ip.example.org", "hosts": ("ip.example.org",)}, False),
        ({"base_url": "https://a.example.org", "hosts": (".example.org",), "https": True}, True),
        ({"base_url": "https://a.example.org", "hosts": ("127.0.0.1",), "https": True}, False),
    ],
)
def test_the_address_in_mails_fits_hosts_and_cookies(
    home: Path, db: None, stated: dict[str, Any], ok: bool
) -> None:
    assert found(home, **stated)["address"].ok is ok


def test_a_line_from_the_future_tells_of_a_clock_that_was_wrong(home: Path, db: None) -> None:
    with transaction.atomic():
        ahead = timezone.now() + timedelta(hours=1)
        chain.append("journal.sign", "journal", actor="operator", at=ahead, details={})
    check = found(home)["clock"]
    assert not check.ok and "3600" in check.what.replace("3599", "3600")


def test_a_weak_secret_is_grave(home: Path, db: None) -> None:
    path = home / "secret.key"
    path.write_text("a" * 64, encoding="ascii")
    path.chmod(0o600)
    check = found(home)["secret"]
    assert (check.ok, check.grave) == (False, True)


def test_a_proxy_that_nobody_told_of_is_noticed_and_reads_no_figures(
    home: Path, db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor.web import metrics

    monkeypatch.setattr(metrics, "_look_for_proxy_done", [])
    assert client.get("/metrics").status_code == 200
    assert found(home)["proxy"].ok
    handed_on = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=handed_on).status_code == 404
    assert not found(home)["proxy"].ok
    monkeypatch.setenv("IPHARBOR_PROXIES", "1")
    settings.current.cache_clear()
    assert client.get("/metrics", headers=handed_on).status_code == 200


def test_a_network_disk_under_sqlite_is_told(
    home: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    monkeypatch.setattr(advice, "_file_system", lambda path: "nfs4")
    assert found(home)["network_disk"].ok is (connection.vendor != "sqlite")
