"""The files for services, proxy and containers call what is there and set what exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from ipharbor.cli.app import ipharbor
from ipharbor.settings import PREFIX, Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("ipharbor*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
SETTINGS = {field.name for field in fields(Settings)}
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def unit(path: Path) -> ConfigParser:
    """A unit file; a key that stands twice would be refused."""
    parsed = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(re.sub(r"(?m)^Environment=", _numbered(), path.read_text(encoding="utf-8")))
    return parsed


def _numbered() -> Any:
    count = iter(range(1000))
    return lambda _: f"Environment{next(count)}="


def taken(words: list[str]) -> None:
    """Parses ``ipharbor WORDS`` as the command line would; raises where it would refuse."""
    command: click.Command = ipharbor
    rest = words
    while isinstance(command, click.Group):
        ctx = click.Context(command)
        ctx.allow_interspersed_args = False
        _, rest, _ = command.make_parser(ctx).parse_args(rest)
        found = command.get_command(ctx, rest[0])
        assert found is not None, rest
        command, rest = found, rest[1:]
    command.make_context("ipharbor", list(rest))


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_calls_a_command_that_there_is(path: Path) -> None:
    started = unit(path)["Service"]["ExecStart"]
    if started.startswith("/bin/sh"):
        started = shlex.split(started)[2].removeprefix("exec ")
        started = re.sub(r"\$\([^)]*\)", "NOW", started)
    called, *words = shlex.split(started)
    assert called == "/opt/ipharbor/bin/ipharbor"
    taken(words)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_as_nobody_in_particular_and_writes_in_its_own_folder_alone(
    path: Path,
) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "harbor"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["NoNewPrivileges"] == service["PrivateTmp"] == "true"
    assert service["UMask"] == "0077"
    folders = {"/var/lib/ipharbor", "/var/backups/ipharbor"}
    assert set(service["ReadWritePaths"].split()) <= folders


def test_the_services_differ_in_what_they_do_and_not_in_what_they_may() -> None:
    limits = [
        {
            key: value
            for key, value in unit(path)["Service"].items()
            if key.startswith(
                ("Protect", "Private", "Restrict", "System", "Capab", "Lock", "NoNew")
            )
        }
        for path in SERVICES
    ]
    assert len(limits) == 3
    assert all(one == limits[0] and len(one) >= 18 for one in limits)


def test_old_backups_go_only_after_a_new_one_stands() -> None:
    service = unit(DEPLOY / "systemd" / "ipharbor-backup.service")["Service"]
    assert service["Type"] == "oneshot"
    assert "-delete" in service["ExecStartPost"]  # runs when ExecStart has ended well
    assert "-delete" not in service["ExecStart"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_in_the_units(tmp_path: Path) -> None:
    program = tmp_path / "ipharbor"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    for path in UNITS:
        told = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            told.replace("/opt/ipharbor/bin/ipharbor", str(program)), encoding="utf-8"
        )
    copies = [str(tmp_path / path.name) for path in UNITS]
    looked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *copies],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (looked.returncode, looked.stderr) == (0, "")


def test_the_proxy_takes_a_little_more_than_the_largest_upload_and_the_largest_paper() -> None:
    bounds = sorted(int(found) for found in re.findall(r"client_max_body_size (\d+)m;", NGINX))
    usual = Settings(home=Path("/"))
    assert usual.paper_limit_mb < bounds[-2] <= usual.paper_limit_mb + 16
    assert usual.upload_limit_mb < bounds[-1] <= usual.upload_limit_mb + 16


def test_the_proxy_tells_who_calls_and_over_what_and_leaves_the_headers_to_the_pages() -> None:
    for header, value in (
        ("Host", "$http_host"),
        ("X-Forwarded-For", "$proxy_add_x_forwarded_for"),
        ("X-Forwarded-Proto", "https"),
    ):
        assert f"proxy_set_header {header} {value};" in NGINX
    assert "add_header" not in NGINX
    assert NGINX.count("{") == NGINX.count("}")


def test_the_settings_that_the_proxy_asks_for_exist() -> None:
    head = NGINX.partition("upstream")[0]
    named = set(re.findall(r"^#   (\w+) = ", head, re.MULTILINE))
    assert named == {"base_url", "hosts", "https", "proxies"}
    assert named <= SETTINGS


def test_what_is_a_key_in_an_address_is_left_out_of_the_proxys_log() -> None:
    from ipharbor.web.urls import urlpatterns

    hidden = re.search(r"\(\?<door>([\w|]+)\)", NGINX)
    assert hidden
    doors = set(hidden.group(1).split("|"))
    keyed = {
        str(one.pattern).split("/", maxsplit=1)[0]
        for one in urlpatterns
        if re.search(r":(token|proof)>", str(one.pattern)) or "accept/<" in str(one.pattern)
    }
    assert keyed
    assert keyed <= doors
    assert "$request " not in NGINX and "$request_uri '" not in NGINX


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_the_containers_call_commands_that_there_are(composed: dict[str, Any]) -> None:
    ours = {name: one for name, one in composed["services"].items() if one["image"] == "ipharbor"}
    assert set(ours) == {"setup", "pages", "worker"}
    for one in ours.values():
        taken([str(word) for word in one["command"]])


def test_the_containers_set_settings_that_there_are(composed: dict[str, Any]) -> None:
    told = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    told += (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for variable in set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", told)):
        assert variable.removeprefix(PREFIX).lower() in SETTINGS
    environment = composed["services"]["pages"]["environment"]
    front = composed["networks"]["front"]["ipam"]["config"][0]["gateway"]
    assert environment["FORWARDED_ALLOW_IPS"] == front
    assert front in environment["IPHARBOR_METRICS_FROM"].split(",")


def test_our_containers_are_read_only_without_capability_and_not_root(
    composed: dict[str, Any],
) -> None:
    for name in ("setup", "pages", "worker"):
        one = composed["services"][name]
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["user"] == "10001:10001"
    assert composed["services"]["pages"]["ports"] == ["127.0.0.1:8080:8080"]
    assert "ports" not in composed["services"]["database"]
    assert composed["networks"]["back"]["internal"] is True


def test_pages_and_worker_wait_for_tables_and_key(composed: dict[str, Any]) -> None:
    for name in ("pages", "worker"):
        waits = composed["services"][name]["depends_on"]
        assert waits["setup"]["condition"] == "service_completed_successfully"


def test_what_the_image_copies_is_there_and_is_not_ignored() -> None:
    told = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    kept = {
        line[1:]
        for line in (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    for line in re.findall(r"^COPY (?!--from)(.*)$", told, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (DEPLOY.parent / source).exists(), source
            assert source in kept, source
    images = re.findall(r"^FROM (\S+)", told, re.MULTILINE)
    assert images
    assert all("/" not in image for image in images)
