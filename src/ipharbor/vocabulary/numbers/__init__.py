"""Numbers of applications and publications, in every form in which people write them.

``chinese`` reads Chinese application and patent numbers, ``publications`` publication numbers
of any office, ``series`` tells which Chinese numbering a publication number belongs to, and
``documents`` reads the numbers of other offices and turns docdb's form into epodoc's and back.
Nothing here raises on bad text: what was understood comes beside the code of what was not.
"""

from ipharbor.vocabulary.numbers._text import tidy
from ipharbor.vocabulary.numbers.chinese import (
    ApplicationNumber,
    application_number,
    check_character,
)
from ipharbor.vocabulary.numbers.documents import (
    DocumentNumber,
    Role,
    docdb_number,
    epodoc_number,
    original_number,
    to_epodoc,
)
from ipharbor.vocabulary.numbers.publications import PublicationNumber, publication_number
from ipharbor.vocabulary.numbers.series import SERIES, Series, doubt_of, series_of

__all__ = [
    "SERIES",
    "ApplicationNumber",
    "DocumentNumber",
    "PublicationNumber",
    "Role",
    "Series",
    "application_number",
    "check_character",
    "docdb_number",
    "doubt_of",
    "epodoc_number",
    "original_number",
    "publication_number",
    "series_of",
    "tidy",
    "to_epodoc",
]
