"""All models of the register, gathered for Django."""

from ipharbor.records.firms import Firm
from ipharbor.records.imports import ImportRun
from ipharbor.records.law import LawCorrection
from ipharbor.records.people import Person
from ipharbor.records.rights import FeeReduction, Payment, Right, RightEvent
from ipharbor.records.warnings import IssuedWarning, Sighting, WarningRound
from ipharbor.records.watches import Watch

__all__ = [
    "FeeReduction",
    "Firm",
    "ImportRun",
    "IssuedWarning",
    "LawCorrection",
    "Payment",
    "Person",
    "Right",
    "RightEvent",
    "Sighting",
    "WarningRound",
    "Watch",
]
