"""Who may talk to the live page: this machine's browser, from the page itself, with the key that was printed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fourcapitals.errors import BadInput

HOST: Final = "127.0.0.1"
USUAL_PORT: Final = 80
MOST_BYTES: Final = 64 * 1024
"""Of what the browser sends at a time."""
KEY_HEADER: Final = "x-fourcapitals-key"


@dataclass(eq=False)
class Keys:
    """The token of the printed address, good for one opening, and the key that the opened page goes on with."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    used: bool = False

    def take(self, token: str) -> bool:
        """Take the token, once."""
        good = not self.used and secrets.compare_digest(token.encode(), self.token.encode())
        self.used |= good
        return good

    def fits(self, key: str) -> bool:
        """Whether a key is the page's."""
        return secrets.compare_digest(key.encode(), self.key.encode())


def policy(nonce: str) -> str:
    """Give the policy of what the page may load: its own script and style by a number used once, nothing from outside.

    Parameters
    ----------
    nonce : str
    """
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; "
        "img-src blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Refuses what does not come from the page: a foreign host (400) or origin (403), and all without the key (403).

    Parameters
    ----------
    app : ASGI application
    keys : Keys
    ports : list of int
        That are listened on; empty until there is one.
    """

    def __init__(self, app: ASGIApp, *, keys: Keys, ports: list[int]) -> None:
        self.app, self.keys, self.ports = app, keys, ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                safe = [(name.lower().encode(), value.encode()) for name, value in SAFE_HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *safe]
            await send(message)

        refused = self._refused(request)
        await (refused or self.app)(scope, receive, send_safely)

    def _refused(self, request: Request) -> Response | None:
        # Browsers leave the usual port out.
        hosts = {HOST if port == USUAL_PORT else f"{HOST}:{port}" for port in self.ports}
        if request.headers.getlist("host") not in [[host] for host in hosts]:
            return PlainTextResponse("This page answers to its own address alone.", 400)
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in hosts}:
            return PlainTextResponse("This page answers to itself alone, not to other sites.", 403)
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("This page answers to itself alone, not to other sites.", 403)
        if request.method == "GET" and request.url.path == "/":
            return self._opened(request)
        if not self.keys.fits(request.headers.get(KEY_HEADER, "")):
            return JSONResponse({"faults": ["the key of the page is missing or of another run; open its address"]}, 403)
        return None

    def _opened(self, request: Request) -> Response | None:
        if self.keys.fits(request.query_params.get("key", "")):
            return None
        if self.keys.take(request.query_params.get("token", "")):
            return RedirectResponse(f"/?key={self.keys.key}", 303)
        return HTMLResponse(
            "<!doctype html><html lang='en-GB'><title>Not opened</title><main><h1>Not opened</h1><p>The address that "
            "fourcapitals dashboard prints opens once. Use the page that it opened, or start the command again.</p>",
            403,
        )


async def body_of(request: Request) -> Any:
    """Read what the page sends, JSON of at most `MOST_BYTES`.

    Raises
    ------
    Refused
        When it is anything else.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "JSON expected")
    got = bytearray()
    async for chunk in request.stream():
        got += chunk
        if len(got) > MOST_BYTES:
            raise Refused(413, f"more than {MOST_BYTES // 1024} kB, which no strategy is")
    try:
        return json.loads(bytes(got))
    except (ValueError, RecursionError):
        raise Refused(400, "JSON expected") from None


class Refused(BadInput):
    """What is not read at all, with the code of HTTP."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code
