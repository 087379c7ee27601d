"""What anybody may ask of the log: its checkpoint and the tiles of its tree; entries for those who may read them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from ninetenths import ledger
from ninetenths.office.domain import log
from ninetenths.office.domain.permissions import may_read_record
from ninetenths.office.views.acting import actor_of


def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed checkpoint of the log as it stands."""
    response = HttpResponse(log.checkpoint(), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def openapi(request: HttpRequest) -> HttpResponse:
    """The API as OpenAPI 3.1 describes it."""
    from ninetenths.office.interfaces.api import api

    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"), json_dumps_params={"ensure_ascii": False})


def tile(request: HttpRequest, rest: str) -> HttpResponse:
    """`LEVEL/N[.p/W]`: hashes, public; `entries/N[.p/W]`: entries, for `record.read` alone."""
    where = ledger.parse_tile_name(rest)
    if where is None:
        raise Http404
    level, index, width = where
    if index * log.TILE_WIDTH > log.size():
        raise Http404
    if level < 0:
        if not may_read_record(actor_of(request)):
            return HttpResponse(status=403)
        first = index * log.TILE_WIDTH
        if first + width > log.size():
            raise Http404
        data = ledger.entries_bytes([entry.data for entry in log.opened(first, first + width)])
    else:
        data = log.tile(level, index)[: width * 32]
        if len(data) < width * 32:
            raise Http404
    response = HttpResponse(data, content_type="application/octet-stream")
    # Entries are for few: nothing between us and the asker keeps them.
    response["Cache-Control"] = "private, no-store" if level < 0 else "public, max-age=31536000, immutable"
    return response
