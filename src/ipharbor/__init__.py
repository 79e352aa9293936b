"""IPHarbor 知港: a city district's platform for intellectual property.

The rooms and the directions in which they may import each other are told in
``docs/explanation/architecture.md`` and enforced by the import contracts in
``pyproject.toml``.
"""

__version__ = "0.1.0"
