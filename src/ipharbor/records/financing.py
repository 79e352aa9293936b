"""Pledge financing: applications, requests, offers, loans, what they pledge, and their postings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ipharbor.pledge.life import ENDED, ON_LOAN, Stage
from ipharbor.pledge.schedules import Method
from ipharbor.records.firms import Firm
from ipharbor.records.organisations import Organisation
from ipharbor.records.people import Person

_STAGES = [str(stage) for stage in Stage]
_METHODS = [str(method) for method in Method]
_DAY_COUNTS = ["act_360", "act_365", "thirty_360"]


class LoanApplication(models.Model):
    """A firm asks for a loan of ``amount`` CNY over ``months`` on a portfolio of its rights.

    ``stage`` is a ``Stage`` and is moved by actions alone, which compare it with what they saw.
    ``checked`` is what the pre-check said of each right, with ``checked_on``; ``insists`` are the
    soft grounds of refusal that the firm was told of and insists upon. ``valued`` are ``low``,
    ``median``, ``high`` (CNY, as text) of the valuation the firm rests on, with ``valuation`` its
    number and ``valuation_sha256`` the hash of the signed report.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="loan_applications")
    purpose = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    months = models.IntegerField()
    stage = models.CharField(max_length=12, default=Stage.DRAFTED)
    checked = models.JSONField(default=dict)
    checked_on = models.DateField(null=True, blank=True)
    insists = models.JSONField(default=list)
    valuation = models.IntegerField(null=True, blank=True)
    valued = models.JSONField(default=dict)
    valued_on = models.DateField(null=True, blank=True)
    valuation_sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # of withdrawing
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=_STAGES), name="application_stage_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="application_amount"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=360), name="application_months"
            ),
        ]
        indexes = [models.Index(fields=["firm", "stage"], name="application_by_firm")]

    @property
    def open(self) -> bool:
        """Whether it has not come to an end."""
        return self.stage not in ENDED


class ApplicationRight(models.Model):
    """A right that a firm offers as security, by its ``key``."""

    application = models.ForeignKey(
        LoanApplication, on_delete=models.CASCADE, related_name="rights"
    )
    key = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="application_right_once")
        ]


class LoanRequest(models.Model):
    """An application sent to one lender, who sees this request and no other. ``reason`` is why it
    was declined."""

    class State(models.TextChoices):
        OPEN = "open"
        OFFERED = "offered"
        DECLINED = "declined"
        ACCEPTED = "accepted"
        LOST = "lost"  # another lender's offer was accepted
        WITHDRAWN = "withdrawn"

    application = models.ForeignKey(
        LoanApplication, on_delete=models.PROTECT, related_name="requests"
    )
    lender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="loan_requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    until = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "lender"], name="request_once_a_lender"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="accepted"), name="request_one_accepted"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "offered", "declined", "accepted", "lost", "withdrawn"]
                ),
                name="request_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="request_declined_why"
            ),
        ]
        indexes = [models.Index(fields=["lender", "state"], name="request_by_lender")]


class LoanOffer(models.Model):
    """What a lender offers on a request, until a day; a later offer takes the earlier one's place.

    Fees in CNY: ``guarantee`` and ``insurance`` each year, ``valuation_fee`` and ``other_fee``
    once. ``full_rate`` is the yearly rate of all of it without support, as reckoned when made.
    ``guarantor`` stands in for the part ``guaranteed`` of what the pledge does not pay, 0.8 for
    four fifths. ``ceiling`` is the highest loan-to-value that the contract is to allow, 0.5 for a
    half; without one the book's holds. ``penalty`` is what the contract adds to the rate of what
    is past due, 0.3 for 30 % of the rate, None where it says nothing.
    """

    request = models.ForeignKey(LoanRequest, on_delete=models.PROTECT, related_name="offers")
    principal = models.DecimalField(max_digits=16, decimal_places=2)
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    months = models.IntegerField()
    every = models.IntegerField(default=3)
    method = models.CharField(max_length=20, default=Method.BULLET)
    day_count = models.CharField(max_length=12, default="act_360")
    steps = models.JSONField(default=list)
    guarantee = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    insurance = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    valuation_fee = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    other_fee = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    full_rate = models.DecimalField(null=True, blank=True, max_digits=9, decimal_places=6)
    guarantor = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    guaranteed = models.DecimalField(null=True, blank=True, max_digits=7, decimal_places=6)
    ceiling = models.DecimalField(null=True, blank=True, max_digits=7, decimal_places=6)
    penalty = models.DecimalField(null=True, blank=True, max_digits=7, decimal_places=6)
    until = models.DateField()
    conditions = models.CharField(max_length=1000, blank=True)
    standing = models.BooleanField(default=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(standing=True), name="offer_one_standing"
            ),
            models.CheckConstraint(condition=Q(principal__gt=0), name="offer_principal"),
            models.CheckConstraint(
                condition=Q(guaranteed=None)
                | Q(guarantor__isnull=False, guaranteed__gt=0, guaranteed__lte=1),
                name="offer_guaranteed",
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="offer_rate"),
            models.CheckConstraint(condition=Q(method__in=_METHODS), name="offer_method_known"),
            models.CheckConstraint(
                condition=Q(day_count__in=_DAY_COUNTS), name="offer_day_count_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    guarantee__gte=0, insurance__gte=0, valuation_fee__gte=0, other_fee__gte=0
                ),
                name="offer_fees",
            ),
            models.CheckConstraint(
                condition=Q(ceiling=None) | Q(ceiling__gt=0, ceiling__lte=1), name="offer_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(penalty=None) | Q(penalty__gte=0, penalty__lte=1), name="offer_penalty"
            ),
        ]


class LedgerEntry(models.Model):
    """What moved on a day about ``subject`` (``loan:12``), of which ``kind`` (``drawn``,
    ``repaid``, ``proceeds``, ``loss`` …). Entries are made, never changed."""

    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["subject", "on"], name="entry_by_subject")]


class LedgerPosting(models.Model):
    """One movement of an entry: ``amount`` CNY debited to one account and credited to another of
    the book of ``holder`` (``firm:7``, ``organisation:3``, ``pool:fund``), kept of the entry's
    subject. A row is balanced by its form; see ``ipharbor.bookkeeping``."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings")
    holder = models.CharField(max_length=60)
    debit = models.CharField(max_length=40)  # asset.loan
    credit = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="posting_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="posting_two_accounts"),
        ]
        indexes = [models.Index(fields=["holder"], name="posting_by_holder")]


class Loan(models.Model):
    """A loan under contract. Terms are those of the accepted offer; ``stage`` is that of its
    application, with which it moves.

    ``pledgor_signed`` and ``pledgee_signed`` name who signed the contract, whose paper lies in the
    vault under ``contract_sha256``. ``registration`` is the number (登记号) under which the pledge
    stands in the register. ``drawn_by``, a row of postings, is there once it was drawn. What is
    owed stands in no column: it is what the postings add up to.
    """

    application = models.OneToOneField(
        LoanApplication, on_delete=models.PROTECT, related_name="loan"
    )
    offer = models.OneToOneField(LoanOffer, on_delete=models.PROTECT, related_name="loan")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="loans")
    lender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="loans")
    stage = models.CharField(max_length=12, default=Stage.ACCEPTED)
    principal = models.DecimalField(max_digits=16, decimal_places=2)
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    months = models.IntegerField()
    every = models.IntegerField()
    method = models.CharField(max_length=20)
    day_count = models.CharField(max_length=12)
    steps = models.JSONField(default=list)
    guarantor = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="guaranteed"
    )
    guaranteed = models.DecimalField(null=True, blank=True, max_digits=7, decimal_places=6)
    ceiling = models.DecimalField(null=True, blank=True, max_digits=7, decimal_places=6)
    penalty = models.DecimalField(null=True, blank=True, max_digits=7, decimal_places=6)
    value = models.DecimalField(
        null=True, blank=True, max_digits=16, decimal_places=2
    )  # median when it was made
    contract_sha256 = models.CharField(max_length=64, blank=True)
    pledgor_signed = models.CharField(max_length=150, blank=True)
    pledgee_signed = models.CharField(max_length=150, blank=True)
    contracted_on = models.DateField(null=True, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    drawn_on = models.DateField(null=True, blank=True)
    matures_on = models.DateField(null=True, blank=True)
    drawn_by = models.OneToOneField(
        LedgerPosting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    repaid_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=_STAGES), name="loan_stage_known"),
            models.CheckConstraint(condition=Q(principal__gt=0), name="loan_principal"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="loan_rate"),
            models.CheckConstraint(
                condition=Q(ceiling=None) | Q(ceiling__gt=0, ceiling__lte=1), name="loan_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(drawn_on=None, matures_on=None, drawn_by=None)
                | Q(drawn_on__isnull=False, matures_on__isnull=False, drawn_by__isnull=False),
                name="loan_drawn_with_posting",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[*sorted(ON_LOAN), "repaid", "enforced"])
                | Q(drawn_by__isnull=False),
                name="loan_owed_is_drawn",
            ),
            models.CheckConstraint(
                condition=Q(registered_on=None) | ~Q(registration=""),
                name="loan_registered_with_number",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=~Q(registration=""),
                name="loan_registration_once",
            ),
        ]
        indexes = [
            models.Index(fields=["lender", "stage"], name="loan_by_lender"),
            models.Index(fields=["firm", "stage"], name="loan_by_firm"),
        ]

    def __str__(self) -> str:
        return self.registration or f"{self.pk}"


class LoanRight(models.Model):
    """A right that secures a loan, by its ``key``. ``open`` while the pledge stands in the
    register: of one right one pledge at a time is open, whoever asks at once.

    ``value`` is the part of the portfolio's value told for it, CNY, where told.
    """

    class End(models.TextChoices):
        RELEASED = "released"
        SUBSTITUTED = "substituted"
        ENFORCED = "enforced"
        LOST = "lost"  # the right itself came to an end

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="rights")
    key = models.CharField(max_length=60)
    open = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    ended_as = models.CharField(max_length=12, choices=End.choices, blank=True)
    value = models.DecimalField(null=True, blank=True, max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "key"], name="loan_right_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(open=True), name="one_open_pledge_a_right"
            ),
            models.CheckConstraint(
                condition=Q(open=False) | Q(since__isnull=False, until=None),
                name="loan_right_open_since",
            ),
            models.CheckConstraint(
                condition=Q(until=None, ended_as="") | Q(until__isnull=False) & ~Q(ended_as=""),
                name="loan_right_ended_as",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="loan_right_by_key")]


class LoanInstalment(models.Model):
    """What falls due of a loan on a day, in CNY. Paid by a row of postings, never without one;
    ``penalty`` is what had accrued on it past its day and was paid with it."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="instalments")
    number = models.IntegerField()
    due_on = models.DateField()
    principal = models.DecimalField(max_digits=16, decimal_places=2)
    interest = models.DecimalField(max_digits=16, decimal_places=2)
    penalty = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(
        LedgerPosting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="instalment_once"),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid_by=None)
                | Q(paid_on__isnull=False, paid_by__isnull=False),
                name="instalment_paid_with_posting",
            ),
            models.CheckConstraint(
                condition=Q(principal__gte=0, interest__gte=0, penalty__gte=0),
                name="instalment_amounts",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(paid_on=None), name="instalment_due")
        ]
