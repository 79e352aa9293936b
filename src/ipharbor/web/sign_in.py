"""Coming in: by password, by a second factor after it, or by another identity provider."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.views import LoginView
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.people import link_identity, second_factor, signed_in
from ipharbor.actions.people.accept import invitation_for, join
from ipharbor.gateways.oidc import Vouched
from ipharbor.records.models import Person, SignIn
from ipharbor.settings import current
from ipharbor.settings.addresses import caller_address
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._signing import here
from ipharbor.web.caller import safe_next
from ipharbor.web.language import lang
from ipharbor.web.staying import OVER, begin

LISTED = 10
SIEGE = 50  # failures of one name within an hour, from all addresses together
PASSWORD, PROVIDER = SignIn.Way.PASSWORD, SignIn.Way.PROVIDER
HALF = timedelta(minutes=5)  # how long a right password waits for the second factor
_HALF, _OIDC, VOUCHED = "half_signed_in", "oidc", "vouched"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_log = logging.getLogger("ipharbor.doors")


@method_decorator([login_not_required, never_cache], name="dispatch")
class Login(LoginView):
    """The login page; a stated ``next`` is followed within this host only."""

    template_name = "web/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shuts a name out that is guessed at from everywhere, save from where it is at home."""
        if besieged(request, request.POST.get("username", "")[:150]):
            return shut_out(request)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Told in the log by the person's number, where there is such a person."""
        _refused(Person.objects.filter(username=self.request.POST.get("username", "")).first())
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In at once, or on to the second factor where one is in force."""
        person = form.get_user()
        if not second_factor.needed(person):
            return entered(self.request, person, self.get_redirect_url(), way=PASSWORD)
        half_in(self.request, person, self.get_redirect_url())
        return redirect("login_second")

    def get_default_redirect_url(self) -> str:
        """For who is in already: where the person begins."""
        person = self.request.user
        return landing(person) if isinstance(person, Person) else super().get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the accounts of the demonstration where this is one; their password is public."""
        shown = super().get_context_data(**kwargs)
        if (current().home / "DEMO").exists():
            people = Person.objects.filter(is_active=True).exclude(
                password__startswith=UNUSABLE_PASSWORD_PREFIX
            )
            shown["demo_people"] = people.select_related("organisation").order_by("pk")[:LISTED]
        shown["provider"] = provider_name()
        shown["passkeys_here"] = here(self.request) is not None
        shown["over"] = self.request.session.get(OVER, "")
        return shown


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponseBase:
    """Ask for the one-time password, or a recovery code, of whoever gave the right password."""
    person, onward = _half(request, timezone.now())
    if person is None:
        return redirect("login")
    wrong = False
    if request.method == "POST":
        named = {"username": person.username}
        if not AxesProxyHandler.is_allowed(request, named) or besieged(request, person.username):
            request.session.pop(_HALF, None)
            return shut_out(request)
        code = request.POST.get("code", "")[:40]
        if second_factor.check(person, code, seals=wiring.sealer(), at=timezone.now()):
            return entered(request, person, onward, way=PASSWORD, second=True)
        AxesProxyHandler.user_login_failed(sender=__name__, credentials=named, request=request)
        _refused(person)
        wrong = True
    shown = {
        "wrong": wrong,
        "by_code": second_factor.by_code(person),
        "by_passkey": person.passkeys.exists(),
    }
    return render(request, "web/login_second.html", shown, status=400 if wrong else 200)


@login_not_required
@never_cache
@require_safe
def oidc(request: HttpRequest) -> HttpResponse:
    """Send the browser to the identity provider."""
    onward = safe_next(request) if request.GET.get("next") else ""
    invitation = request.GET.get("invitation", "")[:200]
    again = bool(request.GET.get("again"))
    return HttpResponseRedirect(begun(request, onward=onward, invitation=invitation, again=again))


@login_not_required
@never_cache
@require_safe
def oidc_back(request: HttpRequest) -> HttpResponse:
    """Come back from the identity provider: a linked person is in, an invited one goes on to
    the invitation, and who asked for it on the account page gets the identity linked. Nobody
    else enters."""
    provider, kept = wiring.provider(), request.session.pop(_OIDC, None)
    fresh = bool(kept) and timezone.now().timestamp() - kept["at"] < HALF.total_seconds() * 2
    if provider is None or not fresh or request.GET.get("state", "") != kept["state"]:
        raise HarborError("oidc.untrusted", why="state")
    if request.GET.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise HarborError("oidc.untrusted", why="iss")
    code = request.GET.get("code", "")
    if not code:
        raise HarborError("oidc.refused", why=request.GET.get("error", "code")[:60])
    told = provider.finish(
        code,
        back=_back(request),
        nonce=kept["nonce"],
        verifier=kept["verifier"],
        now=int(timezone.now().timestamp()),
    )
    if kept["link_for"] is not None:
        if not isinstance(request.user, Person) or request.user.pk != kept["link_for"]:
            raise HarborError("oidc.untrusted", why="session")
        by = permits.of(request.user)
        link_identity.link(request.user, told.issuer, told.subject, by=by, at=timezone.now())
        return redirect("account")
    return _vouched(request, told, kept)


def begun(
    request: HttpRequest,
    *,
    onward: str = "",
    invitation: str = "",
    link_for: int | None = None,
    again: bool = False,
) -> str:
    """The provider's address for a sign-in that begins in this session. ``link_for`` is the
    person who is to be linked: stated only after a form with its token, or a stranger could
    bring his own identity into another's account. ``again`` has the provider ask even whom it
    knows already. HarborError ``oidc.unknown`` without a provider."""
    provider = wiring.provider()
    if provider is None:
        raise HarborError("oidc.unknown")
    start = provider.begin(_back(request), again=again)
    request.session[_OIDC] = {
        "state": start.state,
        "nonce": start.nonce,
        "verifier": start.verifier,
        "next": onward,
        "invitation": invitation,
        "link_for": link_for,
        "at": timezone.now().timestamp(),
    }
    return start.url


def half_in(request: HttpRequest, person: Person, onward: str) -> None:
    """Remember for a short while that the person gave the right password."""
    request.session.cycle_key()
    request.session[_HALF] = {
        "person": person.pk,
        "proof": person.get_session_auth_hash(),
        "next": onward,
        "at": timezone.now().timestamp(),
    }


def entered(
    request: HttpRequest, person: Person, onward: str, *, way: str, second: bool = False
) -> HttpResponse:
    """Sign the person in, who has come by ``way``, and go on, to ``landing`` where nothing else
    was asked for."""
    request.session.pop(_HALF, None)
    before = getattr(request, "stay", None)
    if before is not None:
        signed_in.leave(before, at=timezone.now())
    auth.login(request, person, backend=_BACKEND)
    request.session.pop(OVER, None)
    begin(request, person, way=way, second=second)
    _log.info("signed in", extra={"person": person.pk, "way": way, "second": second})
    if not onward:
        onward = landing(person)
    return HttpResponseRedirect(onward)


def landing(person: Person) -> str:
    """Where a person begins: a firm's at the firm's desk, a station's at the station, who has no
    desk at the account page, everybody else on the home page."""
    if person.role == permits.NOBODY:
        return reverse("account")
    caller = permits.of(person)
    if person.firm is not None and permits.allowed(caller, "desk.read", firm=person.firm):
        return reverse("desk")
    town = person.organisation.town if person.organisation else ""
    serves = person.role == "station" and permits.allowed(caller, "station.read", town=town)
    return reverse("station" if serves else "home")


def provider_name() -> str:
    """How the identity provider is called on pages; empty where there is none."""
    provider = wiring.provider()
    return (current().oidc_name or provider.host) if provider else ""


def vouched(request: HttpRequest) -> Vouched | None:
    """Whom the provider vouched for in this session, an invitation being at hand."""
    kept = request.session.get(VOUCHED)
    return Vouched(**kept) if kept else None


def address_of(request: HttpRequest) -> str:
    """The caller's address: what the outermost trusted proxy saw, else the connection's."""
    meta = request.META
    seen, forwarded = meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", "")
    return caller_address(seen, forwarded, proxies=current().proxies)


def besieged(request: HttpRequest, username: str) -> bool:
    """Whether the name was tried too often within an hour, from all addresses together, and the
    person has not come from this one before."""
    since = timezone.now() - timedelta(hours=1)
    tried = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    failed = tried.aggregate(n=Sum("failures_since_start"))["n"] or 0
    return failed >= SIEGE and not signed_in.comes_from(
        username, address_of(request), at=timezone.now()
    )


def shut_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """The page for whoever failed too often."""
    minutes = int(django_settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    wrong = HarborError("sign_in.shut_out", minutes=minutes)
    shown = {"error": wrong, "told": wrong.told(lang())}
    return render(request, "web/shut_out.html", shown, status=429)


def _refused(person: Person | None) -> None:
    _log.info("sign-in refused", extra={"person": person.pk} if person is not None else {})


def half_of(request: HttpRequest) -> tuple[Person | None, str]:
    """Who gave the right password a moment ago, and where that person was going."""
    return _half(request, timezone.now())


def _half(request: HttpRequest, at: datetime) -> tuple[Person | None, str]:
    kept = request.session.get(_HALF)
    if not kept or at.timestamp() - kept["at"] > HALF.total_seconds():
        request.session.pop(_HALF, None)
        return None, ""
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != kept["proof"]:
        return None, ""
    return person, kept["next"]


def _back(request: HttpRequest) -> str:
    base = current().base_url
    where = reverse("login_oidc_back")
    same = urlsplit(base).netloc == request.get_host()
    return base.rstrip("/") + where if same else request.build_absolute_uri(where)


def _vouched(request: HttpRequest, told: Vouched, kept: dict[str, Any]) -> HttpResponse:
    key = kept["invitation"]
    try:
        person = link_identity.person_of(told.issuer, told.subject)
    except HarborError:
        if not key:
            raise
        invitation_for(key, at=timezone.now())
        request.session[VOUCHED] = {
            "issuer": told.issuer, "subject": told.subject, "username": told.username[:80],
            "name": told.name[:80],
        }  # fmt: skip
        return redirect("accept", key=key)
    if key:
        join(key, person, at=timezone.now())
    return entered(request, person, kept["next"], way=PROVIDER)
