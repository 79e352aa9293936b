"""A signed head shows later what was changed up to there; proofs come from the stored journal."""

from __future__ import annotations

import gzip
import hashlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.actions import permits
from ipharbor.actions.installation.sign import sign
from ipharbor.actions.replaying.scratch import scratch
from ipharbor.journal import chain, checking, exporting, heads, keys, notes, proving, tree
from ipharbor.journal.checking import Broken, Known
from ipharbor.journal.models import Enclosure, Head, Line, Mention, Subtree, Tip
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
pytestmark = pytest.mark.django_db


def write(count: int, **more: object) -> None:
    with transaction.atomic():
        for n in range(count):
            chain.append(
                "watch.add", f"watch:{n}", actor="ada", at=AT,
                details={"name": f"监视{n}"}, **more,
            )  # fmt: skip


def signed(home: Path) -> Head:
    return sign(home=home, timestamper=None, by=permits.operator(), at=AT)


def leaves() -> list[bytes]:
    return [chain.leaf(line) for line in Line.objects.order_by("seq")]


def test_the_stored_tree_is_that_of_the_lines() -> None:
    write(600)
    tip = Tip.objects.get()
    assert tip.size == 600
    grown = tree.Growing(tip.size, [bytes.fromhex(root) for root in tip.roots])
    assert grown.root() == tree.root_of(leaves())
    kept = {(one.level, one.index): one.hash for one in Subtree.objects.all()}
    assert kept == {
        (1, 0): tree.root_of(leaves()[:256]).hex(),
        (1, 1): tree.root_of(leaves()[256:512]).hex(),
    }
    assert chain.verify() is None


def test_every_line_is_proved_from_what_is_stored() -> None:
    write(600)
    held = leaves()
    for size in (1, 2, 255, 256, 257, 511, 512, 600):
        root = tree.root_of(held[:size])
        assert proving.root(size) == root
        for seq in {1, size // 2 or 1, max(1, size - 1), size}:
            proof = proving.prove(seq, size)
            assert (proof.root, proof.leaf) == (root, held[seq - 1])
            assert proof.holds()
        path = proving.consistency(size, 600)
        assert tree.consistent(size, root, 600, tree.root_of(held), path)


def test_a_line_there_is_not_cannot_be_proved() -> None:
    write(3)
    for seq, size in ((0, None), (4, None), (1, 4), (3, 2)):
        with pytest.raises(HarborError) as unknown:
            proving.prove(seq, size)
        assert unknown.value.code == "journal.line.unknown"


def test_a_head_names_the_journal_its_length_and_its_root(tmp_path: Path) -> None:
    write(3)
    head = signed(tmp_path)
    assert head.size == 4  # the signing has a line of its own
    assert Line.objects.get(seq=4).action == "journal.sign"
    assert head.root == tree.root_of(leaves()).hex()
    note = heads.note(head)
    assert note.text().split("\n")[:2] == [
        f"ipharbor-journal/{Line.objects.get(seq=1).hash[:16]}", "4",
    ]  # fmt: skip
    public = keys.public_key(tmp_path)
    assert public is not None
    assert note.signed_by(public)
    assert notes.read(note.text().encode()) == note
    assert notes.read_key(notes.key_text(head.origin, public)) == public
    assert "BEGIN PUBLIC KEY" in keys.pem(public)
    digests = notes.digests(note)
    assert digests.sha256 == hashlib.sha256(note.text().encode()).hexdigest()
    assert len(digests.sm3) == 64
    assert digests.sm3 != digests.sha256


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905-2016, example 1: the digest of "abc"."""
    from cryptography.hazmat.primitives import hashes

    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(b"abc")
    assert sm3.finalize().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_the_key_is_made_once_and_for_its_owners_eyes(tmp_path: Path) -> None:
    first = keys.signing_key(tmp_path).private_bytes_raw()
    assert keys.signing_key(tmp_path).private_bytes_raw() == first
    path = tmp_path / "journal.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["journal.key"]
    path.write_text("no key", encoding="ascii")
    with pytest.raises(HarborError) as damaged:
        keys.signing_key(tmp_path)
    assert damaged.value.code == "journal.key.damaged"


def known(head: Head) -> list[Known]:
    return [Known(head.size, bytes.fromhex(head.root))]


def rewritten(after: int) -> None:
    """The lines after ``after`` written anew, each with its own right hash and link."""
    previous = Line.objects.get(seq=after).hash
    for line in Line.objects.filter(seq__gt=after).order_by("seq"):
        line.previous = previous
        line.hash = chain.digest(line)
        line.save()
        previous = line.hash


def retold() -> None:
    """Tip and subtrees reckoned anew from the lines, as somebody who knows the trick would."""
    Subtree.objects.all().delete()
    grown, last = tree.Growing(), ""
    for line in Line.objects.order_by("seq"):
        for level, made in enumerate(grown.add(chain.leaf(line))[8::8], start=1):
            index = (grown.size >> 8 * level) - 1
            Subtree.objects.create(level=level, index=index, hash=made.hex())
        last = line.hash
    Tip.objects.update(size=grown.size, last=last, roots=[root.hex() for root in grown.roots])


def test_a_journal_rewritten_from_end_to_end_is_shown_up_by_a_signed_head(tmp_path: Path) -> None:
    write(300)
    head = signed(tmp_path)
    write(2)
    Line.objects.filter(seq=7).update(actor="eve")
    line = Line.objects.get(seq=7)
    Line.objects.filter(seq=7).update(hash=chain.digest(line))
    rewritten(7)
    assert chain.verify() == Broken(256, "journal.tree")
    retold()
    assert chain.verify() is None  # nothing in the store itself gives it away
    assert checking.walk(known(head)).broken == Broken(301, "journal.head.other")
    assert checking.walk(heads.known()[0]).broken == Broken(301, "journal.head.other")


def test_lines_cut_off_the_end_are_shown_up_by_a_signed_head(tmp_path: Path) -> None:
    write(5)
    head = signed(tmp_path)
    Line.objects.filter(seq__gt=4).delete()
    assert chain.verify() == Broken(5, "journal.gap")
    retold()
    assert chain.verify() is None
    assert checking.walk(known(head)).broken == Broken(5, "journal.head.short")


def test_a_line_put_in_or_moved_is_found() -> None:
    write(5)
    Line.objects.filter(seq=5).delete()
    Line.objects.filter(seq=4).update(seq=5)
    assert chain.verify() == Broken(5, "journal.gap")
    Line.objects.filter(seq=5).update(seq=4)
    write(1)
    one, two = Line.objects.get(seq=2), Line.objects.get(seq=3)
    Line.objects.filter(seq__in=[2, 3]).delete()
    one.seq, two.seq = 3, 2
    one.save(force_insert=True)
    two.save(force_insert=True)
    assert chain.verify() == Broken(2, "journal.unlinked")


def test_a_head_whose_row_was_edited_is_found(tmp_path: Path) -> None:
    write(3)
    head = signed(tmp_path)
    assert heads.known()[1] is None
    for change in ({"root": "00" * 32}, {"size": 3}, {"root": "no hexadecimal"}, {"last": "1"}):
        Head.objects.update(**change)
        assert heads.known()[1] is not None
        head.save()
    assert heads.known()[1] is None


def test_a_head_signed_with_a_key_of_ones_own_is_a_strangers(tmp_path: Path) -> None:
    write(1)
    signed(tmp_path)
    public = keys.public_key(tmp_path)
    assert public is not None
    assert heads.strangers([public]) == []
    (tmp_path / "journal.key").unlink()
    other = signed(tmp_path)
    assert heads.known()[1] is None
    assert heads.strangers([public]) == [other]


def test_an_enclosure_is_read_back_and_missed_when_it_goes() -> None:
    write(3)
    write(1, enclosed=[{"key": "CN1", "title": "灯"}], about=["right:CN1", "right:CN1"])
    line = Line.objects.get(seq=4)
    assert chain.enclosure(line) == [{"key": "CN1", "title": "灯"}]
    assert list(Mention.objects.values_list("line_id", "about")) == [(4, "right:CN1")]
    assert chain.verify() is None
    for damage in (b"", b"no zlib"):
        Enclosure.objects.update(body=damage)
        assert chain.verify() == Broken(4, "journal.enclosure")
    Enclosure.objects.all().delete()
    assert chain.verify() == Broken(4, "journal.enclosure")
    assert chain.enclosure(line) is None


def test_equal_enclosures_are_kept_once() -> None:
    write(2, enclosed={"a": 1})
    assert Enclosure.objects.count() == 1


@pytest.mark.parametrize("details", [{"share": 0.5}, {"deep": [{"x": 1.0}]}, {"day": AT}])
def test_details_that_stores_would_write_differently_are_refused(
    details: dict[str, object],
) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        chain.append("watch.add", "watch:1", actor="ada", at=AT, details=details)
    assert not Line.objects.exists()


def test_what_is_hashed_is_what_is_exported(tmp_path: Path) -> None:
    write(4, enclosed={"b": "灯"})
    told = list(exporting.lines())
    assert [json.loads(one)["seq"] for one in told] == [1, 2, 3, 4]
    for data, line in zip(told, Line.objects.order_by("seq"), strict=True):
        assert hashlib.sha256(data).hexdigest() == line.hash
        assert tree.leaf_hash(data) == chain.leaf(line)
    assert list(exporting.lines(3)) == told[2:]
    with gzip.open(tmp_path / "j.gz", "wb") as written:
        written.writelines(one + b"\n" for one in told)
    assert gzip.decompress((tmp_path / "j.gz").read_bytes()).count(b"\n") == 4


def test_a_store_of_an_older_version_gets_its_tree_and_can_go_back(tmp_path: Path) -> None:
    write(300)
    with scratch(tmp_path) as beside:
        call_command("migrate", "journal", "0001", database=beside, verbosity=0)
        for line in Line.objects.order_by("seq"):
            line.save(using=beside, force_insert=True)
        call_command("migrate", "journal", database=beside, verbosity=0)
        grown, own = Tip.objects.using(beside).get(), Tip.objects.get()
        assert (grown.size, grown.last, grown.roots) == (300, own.last, own.roots)
        assert Subtree.objects.using(beside).get().hash == Subtree.objects.get().hash
        call_command("migrate", "journal", "0001", database=beside, verbosity=0)
        assert Line.objects.using(beside).count() == 300


def test_a_tip_that_was_taken_away_is_missed() -> None:
    write(3)
    Tip.objects.all().delete()
    assert chain.verify() == Broken(1, "journal.gap")


def a_note() -> notes.Note:
    at = datetime(2021, 11, 30, 4, tzinfo=UTC)
    statement = notes.Statement("ipharbor-journal/0123456789abcdef", 7, bytes(32), "0" * 64, at)
    return notes.sign(statement, KEY)


@pytest.mark.parametrize("place", range(0, 300, 7))
def test_a_note_with_one_sign_changed_is_none_or_badly_signed(place: int) -> None:
    text, public = a_note().text(), KEY.public_key().public_bytes_raw()
    place %= len(text)
    bent = text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]
    try:
        read = notes.read(bent.encode())
    except HarborError as refused:
        assert refused.code == "journal.head.unreadable"
    else:
        assert not read.signed_by(public)


@given(st.binary(max_size=300))
def test_no_file_from_outside_brings_the_reader_down(data: bytes) -> None:
    for told in (data, a_note().text().encode()[:120] + data, data + a_note().text().encode()):
        try:
            notes.read(told)
        except HarborError as refused:
            assert refused.code == "journal.head.unreadable"


@pytest.mark.parametrize("text", ["", "a+b+c", "x" * 9999, "origin+00000000+" + "A" * 44])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(HarborError) as refused:
        notes.read_key(text)
    assert refused.value.code == "journal.key.unreadable"


def test_only_who_may_back_up_may_sign(tmp_path: Path, office: object) -> None:
    from ipharbor.records.models import Person

    with pytest.raises(HarborError) as denied:
        sign(
            home=tmp_path, timestamper=None, at=AT,
            by=permits.of(Person.objects.get(username="olivia")),
        )  # fmt: skip
    assert denied.value.code == "permit.denied"
    assert not (tmp_path / "journal.key").exists()


def test_a_night_signs_what_has_come_since_and_nothing_twice(home: Path) -> None:
    from ipharbor.actions.jobs._hooks import journal_grew
    from ipharbor.jobs.works import WORKS

    assert not journal_grew()
    write(2)
    assert journal_grew()
    night = SimpleNamespace(by=permits.operator(), now=lambda: AT)
    assert WORKS["journal.sign"](night)["size"] == 3  # type: ignore[arg-type]
    assert not journal_grew()
    assert WORKS["journal.sign"](night)["size"] == 3  # type: ignore[arg-type]
    assert Head.objects.count() == 1
