"""Tables of the journal and the outbox."""

from django.db import models
from django.db.models import F, Q


class Line(models.Model):
    """One line of the journal. ``hash`` is SHA-256 over the previous hash and this line."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="journal_subject"),
            models.Index(fields=["actor", "seq"], name="journal_actor"),
            models.Index(fields=["action", "seq"], name="journal_action"),
            models.Index(fields=["at"], name="journal_at"),
        ]


class Mention(models.Model):
    """A line is also about an object that is not its subject: a right among those taken up."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="mentions")
    about = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "line"], name="mention_once_a_line")
        ]


class Span(models.Model):
    """Rows ``first`` to ``last`` of a table came in with one line: a bulk import's mention."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="spans")
    table = models.CharField(max_length=40)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "first"], name="span_once"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="span_forward"),
        ]


class Enclosure(models.Model):
    """What was changed, where it is too long for a line: canonical JSON, or a part of a sheet.

    The line names it by the SHA-256 of what was there before compression: the JSON as
    ``details["enclosed"]``, the parts of a sheet (see ``sheets``) in ``details["sheets"]``.
    """

    JSON, ARROW = "json", "arrow"

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()  # bytes before compression
    body = models.BinaryField()
    form = models.CharField(max_length=5, default=JSON)


class Tip(models.Model):
    """The end of the journal in one row, which every writer locks first.

    ``roots`` are the hashes of the whole subtrees of the lines, the largest first, in
    hexadecimal.
    """

    size = models.BigIntegerField(default=0)
    last = models.CharField(max_length=64)
    roots = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="journal_tip_once")]


class Subtree(models.Model):
    """The hash over ``256 ** level`` whole lines, kept so that a proof need not read them all."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="journal_subtree_once")
        ]


class Head(models.Model):
    """A signed statement of how long the journal was and what its root was.

    ``root`` and ``last`` (the hash of the last line) are hexadecimal, ``public`` (the raw
    Ed25519 key) and ``signature`` base64. ``timestamp`` is an RFC 3161 response in DER over
    the signed text; where none was got, ``timestamp_why`` says why.
    """

    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    last = models.CharField(max_length=64)
    at = models.DateTimeField()
    origin = models.CharField(max_length=120)
    key_id = models.CharField(max_length=8)
    public = models.CharField(max_length=44)
    signature = models.CharField(max_length=88)
    timestamp = models.BinaryField(null=True)
    timestamp_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["size", "pk"]


class Outgoing(models.Model):
    """A mail that is to go, has gone, could not go, or was withheld (``why``).

    ``once`` is its identity. ``html`` is the same as ``body`` where it is not empty;
    ``unsubscribe`` the address that ends mails of its kind with one click (RFC 8058).
    """

    once = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=300, blank=True)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed", "withheld"]),
                name="outgoing_state_known",
            )
        ]
