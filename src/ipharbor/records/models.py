"""All models of the register, gathered for Django."""

from ipharbor.records.firms import Firm
from ipharbor.records.imports import ImportRun
from ipharbor.records.people import Person
from ipharbor.records.warnings import IssuedWarning, Sighting, WarningRound
from ipharbor.records.watches import Watch

__all__ = ["Firm", "ImportRun", "IssuedWarning", "Person", "Sighting", "WarningRound", "Watch"]
