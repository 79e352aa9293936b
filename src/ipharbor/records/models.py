"""All models of the register, gathered for Django."""

from ipharbor.records.agencies import Agency
from ipharbor.records.api import ApiUse, IdempotentAnswer
from ipharbor.records.bulletins import Bulletin, BulletinCopy
from ipharbor.records.collateral import CollateralNight, KeptConcern
from ipharbor.records.consents import PledgeConsent
from ipharbor.records.financing import (
    ApplicationRight,
    LedgerEntry,
    LedgerPosting,
    Loan,
    LoanApplication,
    LoanInstalment,
    LoanOffer,
    LoanRequest,
    LoanRight,
)
from ipharbor.records.firms import Firm
from ipharbor.records.imports import FindingClosing, ImportRun
from ipharbor.records.incidents import IncidentFacet, SeenIncident, SweepReach
from ipharbor.records.industries import IndustryVersion
from ipharbor.records.jobs import Job, Schedule, WorkerSeen
from ipharbor.records.law import LawCorrection
from ipharbor.records.mail import MailChoice
from ipharbor.records.organisations import Disclosure, Invitation, Membership, Organisation
from ipharbor.records.people import (
    Identity,
    Passkey,
    Person,
    RecoveryCode,
    SecondFactor,
    Token,
)
from ipharbor.records.playbooks import PlaybookVersion
from ipharbor.records.products import Product, ProductSale
from ipharbor.records.region import HandledCase, NationalAward, Target
from ipharbor.records.renewals import OwnerStatement, RenewalDecision
from ipharbor.records.reports import MonthReport
from ipharbor.records.rights import FeeReduction, Payment, Right, RightEvent
from ipharbor.records.selfcheck import SelfCheck
from ipharbor.records.sign_ins import SignIn
from ipharbor.records.stations import (
    Appointment,
    Matter,
    Training,
    TrainingFirm,
    TrainingPaper,
    Visit,
)
from ipharbor.records.tasks import Task
from ipharbor.records.valuations import Valuation
from ipharbor.records.vault import KeptPaper
from ipharbor.records.views import SavedView
from ipharbor.records.warnings import IssuedWarning, Sighting, WarningRound
from ipharbor.records.watches import Watch
from ipharbor.records.webhooks import Delivery, Webhook
from ipharbor.records.wishes import WarningWish

__all__ = [
    "Agency",
    "ApiUse",
    "ApplicationRight",
    "Appointment",
    "Bulletin",
    "BulletinCopy",
    "CollateralNight",
    "Delivery",
    "Disclosure",
    "FeeReduction",
    "FindingClosing",
    "Firm",
    "HandledCase",
    "IdempotentAnswer",
    "Identity",
    "ImportRun",
    "IncidentFacet",
    "IndustryVersion",
    "Invitation",
    "IssuedWarning",
    "Job",
    "KeptConcern",
    "KeptPaper",
    "LawCorrection",
    "LedgerEntry",
    "LedgerPosting",
    "Loan",
    "LoanApplication",
    "LoanInstalment",
    "LoanOffer",
    "LoanRequest",
    "LoanRight",
    "MailChoice",
    "Matter",
    "Membership",
    "MonthReport",
    "NationalAward",
    "Organisation",
    "OwnerStatement",
    "Passkey",
    "Payment",
    "Person",
    "PlaybookVersion",
    "PledgeConsent",
    "Product",
    "ProductSale",
    "RecoveryCode",
    "RenewalDecision",
    "Right",
    "RightEvent",
    "SavedView",
    "Schedule",
    "SecondFactor",
    "SeenIncident",
    "SelfCheck",
    "Sighting",
    "SignIn",
    "SweepReach",
    "Target",
    "Task",
    "Token",
    "Training",
    "TrainingFirm",
    "TrainingPaper",
    "Valuation",
    "Visit",
    "WarningRound",
    "WarningWish",
    "Watch",
    "Webhook",
    "WorkerSeen",
]
