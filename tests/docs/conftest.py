"""The tool that writes the reference, as a module."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest
from manual import ROOT


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """``tools/write_reference.py``."""
    spec = importlib.util.spec_from_file_location(
        "write_reference", ROOT / "tools" / "write_reference.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
