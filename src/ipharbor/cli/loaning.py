"""Pledge loans at the terminal: listed, shown, and held against journal, register and vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.records.models import Loan

_MACHINE = click.option("--json", "machine", is_flag=True)


@click.group()
def loan() -> None:
    """Pledge loans: list, show, schedule, balance, verify."""


@loan.command(name="list")
@click.option("--firm", default="", help="Of the firm with this whole name.")
@click.option("--lender", default="", help="Of the lender with this whole name.")
@_MACHINE
@click.pass_obj
def list_(lang: str, /, firm: str, lender: str, machine: bool) -> None:
    """Loans with what is owed, the newest first."""
    ready()
    from ipharbor.queries import financing
    from ipharbor.records.models import Loan
    from ipharbor.vocabulary.words import word

    found = Loan.objects.all()
    if firm:
        found = found.filter(firm__name=firm)
    if lender:
        found = found.filter(lender__name=lender)
    rows = financing.loans(found, on=now().date())
    if machine:
        as_json([row.__dict__ for row in rows])
        return
    heads = [word(f"loan_{one}", lang) for one in
             ("number", "firm", "lender", "principal", "owed", "stage", "matures")]  # fmt: skip
    table(heads, [
        [row.id, row.firm, row.lender, f"{row.principal:,}", f"{row.owed:,}",
         word(f"loan_stage_{row.stage}", lang), row.matures_on or "–"]
        for row in rows
    ])  # fmt: skip


@loan.command()
@click.argument("number", type=int)
@_MACHINE
@click.pass_obj
def show(lang: str, /, number: int, machine: bool) -> None:
    """One loan: its terms, its stage, its rights."""
    held = _held(number)
    from ipharbor.queries import financing
    from ipharbor.records.models import Loan
    from ipharbor.vocabulary.words import word

    (row,) = financing.loans(Loan.objects.filter(pk=held.pk), on=now().date())
    rights = list(held.rights.order_by("pk").values("key", "open", "since", "until", "ended_as"))
    told = row.__dict__ | {"pledges": rights, "contract_sha256": held.contract_sha256}
    if machine:
        as_json(told)
        return
    table(
        [word("loan_number", lang), f"{held.pk}"],
        [
            [word("loan_firm", lang), row.firm],
            [word("loan_lender", lang), row.lender],
            [word("loan_stage", lang), word(f"loan_stage_{row.stage}", lang)],
            [word("loan_principal", lang), f"{row.principal:,}"],
            [word("loan_owed", lang), f"{row.owed:,}"],
            [word("loan_rate", lang), f"{row.rate:.4%}"],
            [word("loan_guarantor", lang), row.guarantor or "–"],
            [word("loan_penalty", lang), "–" if row.penalty is None else f"{row.penalty:.0%}"],
            [word("loan_overdue", lang), f"{row.overdue_interest:,}"],
            [word("loan_registration", lang), row.registration or "–"],
            [word("loan_matures", lang), row.matures_on or "–"],
            [word("loan_rights", lang), " ".join(one["key"] for one in rights)],
        ],
    )


@loan.command()
@click.argument("number", type=int)
@_MACHINE
@click.pass_obj
def schedule(lang: str, /, number: int, machine: bool) -> None:
    """What falls due of a loan on which day, and what is paid."""
    held = _held(number)
    from ipharbor.queries.overdue import overdue
    from ipharbor.vocabulary.words import word

    columns = ("number", "due_on", "principal", "interest", "penalty", "paid_on")
    rows = list(held.instalments.order_by("number").values(*columns))
    accrued = overdue([held.pk], on=now().date()).get(held.pk, {})
    for row in rows:
        row["penalty"] = accrued.get(row["number"], row["penalty"])
    if machine:
        as_json(rows)
        return
    heads = [word(f"loan_{one}", lang) for one in
             ("instalment", "due", "principal", "interest", "overdue", "paid")]  # fmt: skip
    table(heads, [
        [row["number"], row["due_on"], f"{row['principal']:,}", f"{row['interest']:,}",
         f"{row['penalty']:,}", row["paid_on"] or "–"]
        for row in rows
    ])  # fmt: skip


@loan.command()
@click.argument("number", type=int)
@_MACHINE
@click.pass_obj
def balance(lang: str, /, number: int, machine: bool) -> None:
    """The accounts of a loan in every book, debits above nought, and what has accrued on overdue
    instalments, which is posted when it is paid.

    Each book adds up to nought; where one does not, the command ends with 1.
    """
    held = _held(number)
    from ipharbor.queries.financing import balances
    from ipharbor.queries.overdue import overdue
    from ipharbor.queries.postings import books
    from ipharbor.vocabulary.words import word

    rows, off = balances(held)
    accrued = sum(overdue([held.pk], on=now().date()).get(held.pk, {}).values())
    if machine:
        as_json({
            "accounts": [{"book": book, "account": name, "amount": amount}
                         for book, name, amount in rows],
            "imbalances": off, "overdue_interest": accrued,
        })  # fmt: skip
    else:
        heads = [word(f"loan_{one}", lang) for one in ("book", "account", "amount")]
        whose = books(held, [book for book, _name, _amount in rows])
        table(heads, [
            [whose.get(book, book), name, f"{amount:,}"] for book, name, amount in rows
        ])  # fmt: skip
        click.echo(f"{word('loan_overdue', lang)}: {accrued:,}")
    if off:
        raise SystemExit(1)


@loan.command()
@click.argument("number", type=int)
@_MACHINE
@click.pass_obj
def verify(lang: str, /, number: int, machine: bool) -> None:
    """Hold all decisions on a loan against the journal, and its papers against the vault.

    Ends with 1 where a line, a table or a paper is not what was written.
    """
    held = _held(number)
    told = _verified(held, lang)
    if machine:
        as_json(told)
    else:
        from ipharbor.vocabulary.words import word

        yes = {True: word("loan_sound", lang), False: word("loan_unsound", lang)}
        rows = [[one["seq"], one["action"], yes[one["sound"]]] for one in told["lines"]]
        rows += [["", one["kind"], one["condition"]] for one in told["papers"]]
        rows.append(["", word("loan_tables", lang), yes[told["tables"]]])
        table([word(f"loan_{one}", lang) for one in ("line", "what", "state")], rows)
    if not told["sound"]:
        raise SystemExit(1)


def _verified(held: Loan, lang: str) -> dict[str, Any]:
    from ipharbor import wiring
    from ipharbor.queries.decisions import papers, reopening
    from ipharbor.queries.decisions.lines import told

    lines = told(held.application, wiring.firm_sealer())
    checks = [reopening.checked(line, lang) for line in lines.lines]
    last = lines.lines[-1]
    kept = papers.papers_then(
        lines.now, lines.now, last, vault=wiring.vault(), kept_of=held.firm
    )  # fmt: skip
    tables = reopening.follows(lines.now)
    return {
        "lines": [
            {"seq": one.line.seq, "action": one.line.action, "hash": one.line.hash,
             "sound": one.sound}
            for one in checks
        ],
        "papers": [
            {"kind": one.kind, "sha256": one.sha256, "condition": one.condition} for one in kept
        ],
        "tables": tables,
        "sound": tables and all(one.sound for one in checks) and all(one.sound for one in kept)
        and not lines.now.unread,
    }  # fmt: skip


def _held(number: int) -> Loan:
    ready()
    from ipharbor.records.models import Loan
    from ipharbor.vocabulary.errors import HarborError

    found = Loan.objects.select_related("application__firm", "firm", "lender").filter(pk=number)
    held = found.first()
    if held is None:
        raise HarborError("loan.unknown", id=number)
    return held
