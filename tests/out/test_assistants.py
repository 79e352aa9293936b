"""AI assistants ask over MCP, by the library's own client, and get no more than a token may."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from harbor_home import LAMP, LAMP_KEY, MOON, MOON_KEY, clean, furnished
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

TOOLS = {
    "search_patents", "get_document", "landscape", "right_standing", "dues", "renewal_plan",
    "deadline", "law_provision", "my_warnings",
}  # fmt: skip

Ask = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    home = tmp_path_factory.mktemp("assisted")
    yield home, furnished(home)


@pytest.fixture(scope="module")
def served(tokens: tuple[Path, dict[str, str]]) -> Iterator[str]:
    """The address of ``ipharbor mcp --http`` on that installation."""
    home, _ = tokens
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "ipharbor", "mcp", "--http", "--port", str(port)],
        env=clean() | {"IPHARBOR_HOME": str(home)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not come up")


def over_http(url: str, token: str, ask: Ask) -> Any:
    async def asked() -> Any:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as web:
            transport = streamable_http_client(url, http_client=web)
            async with Client(transport) as client:
                return await ask(client)

    return anyio.run(asked)


def call(url: str, token: str, tool: str, **stated: Any) -> dict[str, Any]:
    """What the tool answered, or its error."""

    async def ask(client: Client) -> Any:
        return await client.call_tool(tool, stated)

    result = over_http(url, token, ask)
    told: dict[str, Any] = result.structured_content
    assert result.is_error is ("error" in told), told
    assert json.loads(result.content[0].text) == told
    return told


def test_an_assistant_on_standard_input_finds_all_tools_and_asks_one(
    tokens: tuple[Path, dict[str, str]],
) -> None:
    home, keys = tokens
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "ipharbor", "mcp"],
        env={"IPHARBOR_HOME": str(home), "IPHARBOR_TOKEN": keys["ming"]},
    )  # fmt: skip

    async def asked() -> tuple[Any, Any]:
        async with Client(stdio_client(program)) as client:
            return await client.list_tools(), await client.call_tool("dues", {"within_days": 400})

    listed, answered = anyio.run(asked)
    assert {one.name for one in listed.tools} == TOOLS
    assert all(one.annotations.read_only_hint and one.description for one in listed.tools)
    assert all("asked" not in one.input_schema["properties"] for one in listed.tools)
    told = answered.structured_content
    assert told["result"]["firm"] == LAMP
    assert told["vintage"] and told["as_of"] == "2018-02-01" and told["provisions"]


def test_a_program_without_a_good_token_gets_no_answer_on_standard_input(
    tokens: tuple[Path, dict[str, str]],
) -> None:
    home, _ = tokens
    ended = subprocess.run(
        [sys.executable, "-m", "ipharbor.assistants"], input="", capture_output=True, text=True,
        env=clean() | {"IPHARBOR_HOME": str(home), "IPHARBOR_TOKEN": "iph_guessed"}, check=False,
    )  # fmt: skip
    assert ended.returncode == 1 and ended.stdout == ""
    assert "[token.refused]" in ended.stderr


def test_every_answer_tells_day_data_and_law(
    served: str, tokens: tuple[Path, dict[str, str]]
) -> None:
    key = tokens[1]["ming"]
    asked: dict[str, dict[str, Any]] = {
        "search_patents": {"query": "title:灯"},
        "get_document": {"number": LAMP_KEY},
        "landscape": {},
        "right_standing": {"key": LAMP_KEY},
        "dues": {},
        "renewal_plan": {"years": 3, "on": "2021-06-01"},
        "deadline": {"rule": "annuity", "start": "2017-01-01", "times": 3},
        "law_provision": {"name": "period.annuity.grace"},
        "my_warnings": {},
    }
    answers = {tool: call(served, key, tool, **stated) for tool, stated in asked.items()}
    for tool, told in answers.items():
        assert "error" not in told, (tool, told)
        assert told["as_of"] and told["vintage"] and told["data_until"], tool
    ruled = {tool for tool, told in answers.items() if told["provisions"]}
    assert ruled >= {"right_standing", "dues", "renewal_plan", "deadline", "law_provision"}
    sources = [one["source"] for tool in ruled for one in answers[tool]["provisions"]]
    assert any(sources)
    assert answers["search_patents"]["result"]["total"] == 2
    assert answers["right_standing"]["result"]["state"] == "published"
    later = call(served, key, "right_standing", key=LAMP_KEY, on="2021-06-01")
    assert (later["result"]["state"], later["as_of"]) == ("in_force", "2021-06-01")
    assert answers["my_warnings"]["result"]["total"] == 1


def test_a_firms_token_does_not_read_another_firms_docket(
    served: str, tokens: tuple[Path, dict[str, str]]
) -> None:
    keys = tokens[1]
    for tool in ("dues", "renewal_plan"):
        refused = call(served, keys["ming"], tool, firm_name=MOON)
        unknown = call(served, keys["ming"], tool, firm_name="番禺无名有限公司")
        assert refused["error"]["code"] == unknown["error"]["code"] == "docket.firm.unknown"
        assert call(served, keys["olivia"], tool, firm_name=MOON)["result"]["firm"] == MOON
    own = call(served, keys["ming"], "right_standing", key=MOON_KEY)
    assert own["error"]["code"] == "docket.right.unknown"
    theirs = call(served, keys["ming"], "right_standing", key=MOON_KEY, firm_name=MOON)
    assert theirs["error"]["code"] == "docket.firm.unknown"
    assert call(served, keys["yue"], "my_warnings")["result"]["total"] == 0
    mine = call(served, keys["ming"], "my_warnings")["result"]["warnings"][0]["id"]
    assert call(served, keys["yue"], "my_warnings", warning=mine)["error"]["code"] == (
        "warning.unknown"
    )


def test_a_token_reads_within_its_scopes_only_and_is_told_which_one_it_lacks(
    served: str, tokens: tuple[Path, dict[str, str]]
) -> None:
    key = tokens[1]["searcher"]
    assert call(served, key, "search_patents", query="灯")["result"]["total"] == 2
    for tool, stated in (
        ("dues", {}), ("right_standing", {"key": LAMP_KEY}), ("my_warnings", {}),
        ("law_provision", {"find": "annuity"}),
    ):  # fmt: skip
        refused = call(served, key, tool, lang="zh", **stated)
        assert refused["error"]["code"] == "permit.scope", tool
        assert "范围" in refused["error"]["message"], refused


def test_a_wrong_question_is_told_by_its_code(
    served: str, tokens: tuple[Path, dict[str, str]]
) -> None:
    key = tokens[1]["ming"]
    said = call(served, key, "dues", on="yesterday")["error"]
    assert said["code"] == "form.day.unreadable" and said["fields"] == ["on"] and said["next"]
    assert call(served, key, "search_patents", query="title:(")["error"]["code"].startswith("query")
    assert call(served, key, "law_provision", name="no.such")["error"]["code"] == "statutes.unknown"
    assert call(served, key, "deadline", rule="x")["error"]["code"] == "deadline.rule.unknown"


@pytest.mark.parametrize("token", ["", "iph_guessed"])
def test_over_http_nobody_is_answered_without_a_good_token(served: str, token: str) -> None:
    assert _posted(served, {"Authorization": f"Bearer {token}"} if token else {}) == 401


def test_a_page_of_a_foreign_host_cannot_ask(
    served: str, tokens: tuple[Path, dict[str, str]]
) -> None:
    bearer = {"Authorization": f"Bearer {tokens[1]['ming']}"}
    assert _posted(served, bearer) == 200
    assert _posted(served, bearer | {"Host": "evil.example"}) in (403, 421)
    assert _posted(served, bearer | {"Origin": "https://evil.example"}) == 403


def _posted(url: str, headers: dict[str, str]) -> int:
    body = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "t", "version": "1"},
        },
    }  # fmt: skip
    usual = {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
    }  # fmt: skip
    asked = urllib.request.Request(url, json.dumps(body).encode(), usual | headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answered:
            return int(answered.status)
    except urllib.error.HTTPError as refused:
        return refused.code
