"""The one place that knows which store, engine and gateway is real."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl, urlsplit

from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer, Mailer, SmtpMailer
from ipharbor.gateways.oidc import Provider
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.timestamp import HttpTimestamper, Timestamper
from ipharbor.gateways.vault import FolderVault, S3Vault, Vault
from ipharbor.gateways.webhooks import HttpSender, Sender
from ipharbor.queries.advice import Stated
from ipharbor.settings import Settings, current, secret_key


@cache
def corpus() -> Corpus:
    """The corpus of this installation; one for the process."""
    settings = current()
    return Corpus(settings.corpus, memory_mb=settings.memory_mb)


def vault() -> Vault:
    """Where papers are kept, as the settings say."""
    settings = current()
    if settings.vault == "s3":
        return S3Vault(
            settings.s3_endpoint,
            settings.s3_bucket,
            settings.s3_access_key,
            settings.s3_secret_key,
            secure=settings.s3_tls,
        )
    return FolderVault(settings.papers)


def mailer(settings: Settings | None = None) -> Mailer:
    """Where mails go out, as the settings say."""
    chosen = settings or current()
    if chosen.mail == "smtp":
        return SmtpMailer(
            host=chosen.smtp_host,
            port=chosen.smtp_port,
            sender=chosen.mail_from,
            user=chosen.smtp_user,
            password=chosen.smtp_password,
            tls=chosen.smtp_tls,
        )
    return FolderMailer(folder=chosen.mails, sender=chosen.mail_from)


def timestamper() -> Timestamper | None:
    """Who stamps the journal's heads; None where no authority is set."""
    url = current().timestamp_url
    return HttpTimestamper(url) if url else None


def sealer() -> Sealer:
    """What keeps the secrets of second factors from whoever copies the register alone."""
    return Sealer(secret_key(current().home), "second factor")


def webhook_sealer() -> Sealer:
    """What keeps the addresses and secrets of webhooks."""
    return Sealer(secret_key(current().home), "webhook")


def firm_sealer() -> Sealer:
    """What keeps a firm's own matters in the journal from whoever reads the journal."""
    return Sealer(secret_key(current().home), "firm")


def sender() -> Sender:
    """What events go out through, as the settings allow."""
    settings = current()
    return HttpSender(plain=settings.webhook_plain_http, private=settings.webhook_private)


def provider() -> Provider | None:
    """The identity provider people may sign in with; None where none is set."""
    chosen = current()
    if not (chosen.oidc_issuer and chosen.oidc_client_id):
        return None
    return Provider(chosen.oidc_issuer, chosen.oidc_client_id, chosen.oidc_client_secret)


def stated() -> Stated:
    """What the settings say, as far as advice depends on it."""
    told = current()
    store = urlsplit(told.database_url)
    under_tls = dict(parse_qsl(store.query))
    services = [("database_url", under_tls.get("host") or store.hostname or "",
                 under_tls.get("sslmode", "") in ("verify-full", "verify-ca"))]  # fmt: skip
    if told.mail == "smtp":
        services.append(("smtp_tls", told.smtp_host, told.smtp_tls))
    if told.vault == "s3":
        services.append(("s3_tls", told.s3_endpoint.rpartition(":")[0], told.s3_tls))
    return Stated(
        base_url=told.base_url,
        hosts=tuple(one.strip() for one in told.hosts.split(",") if one.strip()),
        https=told.https,
        proxies=told.proxies,
        roles=tuple(sorted(told.second_factor_roles)),
        services=tuple(services),
        ledger=told.ledger,
    )
