"""The one kind of exception that reaches a person."""

from __future__ import annotations

from ipharbor.vocabulary.messages import Message, message


class HarborError(Exception):
    """A promise that could not be kept, told to the person it reaches.

    ``code`` is a stable dotted name listed in ``messages.yaml``; ``params`` fill its text.
    ``fields`` names the form fields or options it concerns. Programming mistakes are not
    HarborErrors.
    """

    def __init__(self, code: str, /, *, fields: tuple[str, ...] = (), **params: object) -> None:
        self.code = code
        self.params = params
        self.fields = fields
        super().__init__(code, params)

    def told(self, lang: str) -> Message:
        """The message in ``lang`` (``zh`` or ``en``): what happened and what to do next."""
        return message(self.code, lang, self.params)

    def __str__(self) -> str:
        told = self.told("en")
        return f"[{self.code}] {told.what} {told.next}".strip()
