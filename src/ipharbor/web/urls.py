"""The addresses of all pages."""

from django.urls import path

from ipharbor.web import (
    deadline,
    docket,
    entrance,
    feed,
    home,
    imports,
    inbox,
    landscape,
    language,
    law,
    patents,
    right,
    search,
    watches,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", entrance.Login.as_view(), name="login"),
    path("logout/", entrance.logout, name="logout"),
    path("language/", language.switch, name="language"),
    path("healthz", entrance.health, name="health"),
    path("search/", search.search, name="search"),
    path("search/export/", search.export, name="search_export"),
    path("patent/<str:key>/", patents.patent, name="patent"),
    path("landscape/", landscape.landscape, name="landscape"),
    path("landscape/export/", landscape.export, name="landscape_export"),
    path("assets/vega.js", landscape.vega, name="vega"),
    path("watches/", watches.watches, name="watches"),
    path("watches/applicants/", watches.applicants, name="watch_applicants"),
    path("watches/count/", watches.count, name="watch_count"),
    path("watches/<int:watch_id>/end/", watches.end, name="watch_end"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/export/", inbox.export, name="inbox_export"),
    path("inbox/<int:warning_id>/", inbox.warning, name="warning"),
    path("inbox/<int:warning_id>/acknowledge/", inbox.acknowledge, name="warning_acknowledge"),
    path("inbox/<int:warning_id>/act/", inbox.act, name="warning_act"),
    path("inbox/<int:warning_id>/close/", inbox.close, name="warning_close"),
    path("docket/", docket.docket, name="docket"),
    path("docket/export/", docket.export, name="docket_export"),
    path("docket/applicants/", docket.applicants, name="docket_applicants"),
    path("docket/calendar.ics", feed.calendar, name="docket_calendar"),
    path("docket/<str:key>/", right.right, name="docket_right"),
    path("feeds/docket/<str:token>.ics", feed.feed, name="docket_feed"),
    path("law/", law.law, name="law"),
    path("law/<str:name>/", law.provision, name="provision"),
    path("deadline/", deadline.deadline, name="deadline"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:run_id>/", imports.run, name="import_run"),
    path("imports/<int:run_id>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:run_id>/export/", imports.export, name="import_export"),
]

handler404 = "ipharbor.web.errors.not_found"
handler500 = "ipharbor.web.errors.failed"
