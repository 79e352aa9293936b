"""Browsers by name, so that a person knows the own sessions by them."""

from __future__ import annotations

# The first that fits: most browsers also give the names of those they come from.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("wxwork", "WeCom"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQ Browser"),
    ("360", "360"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
)


def agent(told: str) -> str:
    """``Chrome · Windows`` of a header ``User-Agent``; empty where neither is known."""
    named = (_first(_BROWSERS, told), _first(_SYSTEMS, told))
    return " · ".join(one for one in named if one)


def _first(names: tuple[tuple[str, str], ...], told: str) -> str:
    return next((name for mark, name in names if mark in told), "")
