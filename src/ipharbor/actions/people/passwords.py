"""Whether a password can be guessed: by what it is made of, not by which kinds of signs it has.

After NIST SP 800-63B: length counts, rules about capitals and digits do not, and what stands on
the lists that guessers begin with is refused. Besides the list that Django brings along, these are
words and habits of ours: runs of keys, dates, repetitions, the own name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from ipharbor.vocabulary.messages import message

LONGEST = 128
LEAST = 6  # signs that must be left when all that is easily guessed is taken away

_LUCKY = ("5201314", "1314520", "7758521", "7758258", "147258369", "159357", "520520", "1314")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
)  # fmt: skip
_LEET = str.maketrans("013457@$!|", "oleastasil")
_DATE = re.compile(r"(19|20)\d\d([-./]?(0?[1-9]|1[0-2])([-./]?(0?[1-9]|[12]\d|3[01]))?)?")
_BLOCK = re.compile(r"(.{1,6}?)\1{2,}|(.{3,}?)\2+")
_FORE_AND_AFT = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class GuessableValidator:
    """For Django's list of validators: refuses passwords that are easily guessed, or endless."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError with the reason."""
        if len(password) > LONGEST:
            raise ValidationError(_said("password.too_long"), code="password_too_long")
        if guessable(password, own_words(user)):
            raise ValidationError(_said("password.guessable"), code="password_guessable")

    def get_help_text(self) -> str:
        """What a person is told beforehand."""
        return _said("password.guessable")


def _said(code: str) -> str:
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    return message(code, lang, {"most": LONGEST}).what


def guessable(password: str, own: Iterable[str] = ()) -> bool:
    """Whether too little is left of it when all that guessers know is taken away; ``own`` are
    words about the person."""
    text = unicodedata.normalize("NFKC", password).lower()
    spelled = text.translate(_LEET)
    return any(_well_known(one) or len(_left(one, own)) < LEAST for one in (text, spelled))


def own_words(user: object) -> list[str]:
    """User name, name, mail address and organisation of a person, and their parts."""
    told = [str(getattr(user, name, "") or "") for name in ("username", "display_name", "email")]
    told.append(str(getattr(user, "organisation", "") or ""))
    parts = [part for one in told for part in (one, *re.split(r"[\W_]+", one))]
    return [part.lower() for part in parts if len(part) >= 4]


def _well_known(text: str) -> bool:
    """One word of the list of common passwords, with digits and signs around it at most."""
    return _FORE_AND_AFT.sub("", _FORE_AND_AFT.sub("", text)) in _common()


def _left(text: str, own: Iterable[str]) -> str:
    for word in (*sorted(own, key=len, reverse=True), *_LUCKY, *_guessed()):
        text = text.replace(word, " ")
    text = _without_runs(_DATE.sub(" ", text))
    text = _BLOCK.sub(lambda found: found[1] or found[2], text)
    return re.sub(r"[\W_]+", "", text)


def _without_runs(text: str) -> str:
    """Without four or more neighbours in a row of the alphabet or of a keyboard, either way."""
    for row in _ROWS:
        for way in (row, row[::-1]):
            at = 0
            while at < len(text):
                long = 0
                while at + long < len(text) and text[at : at + long + 1] in way:
                    long += 1
                if long >= 4:
                    text = text[:at] + " " + text[at + long :]
                at += 1
    return text


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _guessed() -> tuple[str, ...]:
    lines = Path(__file__).with_name("guessed.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
