"""What a caller may send before anybody looks at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_stranger_s_large_body_is_refused_before_it_is_read(corpus: Any, client: Client) -> None:
    for address in ("/imports/", "/login/", "/nowhere/"):
        for further in ({}, {"HTTP_AUTHORIZATION": "Bearer iph_nobody"}):
            file = SimpleUploadedFile("a.csv", b"x" * 200_000)
            answer = client.post(address, {"file": file}, **further)
            assert answer.status_code == 413
            assert "request.too_large" in answer.content.decode()


def test_a_person_s_body_beyond_the_largest_upload_is_refused_and_others_are_read(
    at_desk: Client,
) -> None:
    from ipharbor.settings import current

    answer = at_desk.post(
        "/imports/", b"x", content_type="text/csv",
        CONTENT_LENGTH=str((current().upload_limit_mb + 2) * 2**20),
    )  # fmt: skip
    assert answer.status_code == 413
    assert at_desk.post("/imports/", {}).status_code == 400


def test_a_person_s_pages_are_kept_by_no_cache_in_between(at_desk: Client, corpus: Any) -> None:
    for address in ("/", "/docket/", "/journal/", "/search/?q=灯"):
        assert "private" in at_desk.get(address)["Cache-Control"]


def test_the_secret_is_one_for_processes_that_start_at_once(tmp_path: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from ipharbor.settings import secret_key

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: secret_key(tmp_path), range(64)))) == 1
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]
