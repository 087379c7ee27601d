"""Addresses of the office that Django answers; `/live/` and published files have lanes of their own."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from ninetenths.office.interfaces.api import api
from ninetenths.office.views import (
    answering,
    behalf,
    commitments,
    directory,
    display,
    finding,
    importing,
    issues,
    organizations,
    outgoing,
    papers,
    public,
    record,
    register,
    reminding,
    rounds,
    settings,
    signing_in,
    today,
)

_account: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    # Closed by the adapter; other pages of allauth look its address up.
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("factors/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

office_patterns: list[URLPattern | URLResolver] = [
    path("", today.index, name="today"),
    path("find/", finding.find, name="find"),
    path("register/", register.index, name="register"),
    path("register/bulk/", register.bulk, name="bulk"),
    path("register/export/", issues.export, name="export"),
    path("register/<str:key>/", register.index, name="commitment"),
    path("papers/", papers.index, name="papers"),
    path("papers/<str:key>/", papers.workbench, name="paper"),
    path("papers/<str:key>/annexes/<str:annex>/", papers.complete, name="annex"),
    path("import/", importing.upload, name="import"),
    path("import/<str:sha256>/", importing.confirm, name="import_confirm"),
    path("commitments/new/", importing.by_hand, name="by_hand"),
    path("commitments/<str:key>/behalf/", behalf.behalf, name="behalf"),
    path("commitments/<str:key>/<str:name>/", commitments.act, name="act"),
    path("issue/", issues.new, name="issue"),
    path("issues/<str:key>/", issues.show, name="issued"),
    path("issues/<str:key>/file.<str:ending>", issues.file, name="issue_file"),
    path("enter/<str:secret>/", signing_in.enter, name="enter"),
    path("password/", signing_in.password, name="password"),
    path("organizations/", organizations.index, name="organizations"),
    path("organizations/import/", directory.upload, name="directory"),
    path("organizations/<str:key>/", organizations.index, name="organization"),
    path("record/", record.index, name="record"),
    path("record/key", record.key, name="record_key"),
    path("record/<int:number>/", record.index, name="record_entry"),
    path("record/<int:number>/proof", record.proof, name="record_proof"),
    path("record/<int:number>/bundle", record.bundle, name="record_bundle"),
    path("settings/", settings.account, name="settings"),
    path("settings/people/", settings.people, name="people"),
    path("settings/people/<str:key>/", settings.people, name="person"),
    path("settings/office/", settings.office, name="office_settings"),
    path("language/", display.language, name="language"),
    path("display/", display.display, name="display"),
    path("remind/", reminding.some, name="remind"),
    path("rounds/", rounds.index, name="rounds"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<str:key>/", rounds.one, name="round"),
    path("rounds/<str:key>/remind/", rounds.remind, name="round_remind"),
    path("rounds/<str:key>/sheets.zip", rounds.workbooks, name="round_sheets"),
    path("outbox/", outgoing.index, name="outbox"),
    path("outbox/slips/", outgoing.slips, name="slips"),
    path("outbox/<str:key>/", outgoing.one, name="message"),
]

urlpatterns = [
    path("", RedirectView.as_view(url="/office/", permanent=False)),
    path("office/account/", include(_account)),
    path("office/", include((office_patterns, "office"))),
    re_path(r"^a/(?P<token>[^/]+)/?$", answering.page, name="answer"),
    path("a/<str:token>/files/<str:evidence>/", answering.file, name="answer_file"),
    path("api/v1/", api.urls),
    path("api/openapi.json", public.openapi),
    path("log/checkpoint", public.checkpoint),
    re_path(r"^log/tile/(?P<rest>.+)$", public.tile),
]
handler403 = "ninetenths.office.views.refusals.forbidden"
handler404 = "ninetenths.office.views.refusals.not_found"
handler500 = "ninetenths.office.views.refusals.failed"
