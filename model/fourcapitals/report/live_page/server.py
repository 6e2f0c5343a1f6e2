"""The server of the live page on this machine, which runs one strategy at a time: the latest that is asked for."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

import jinja2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from fourcapitals.errors import BadInput
from fourcapitals.report.live_page.downloads import command, download_of
from fourcapitals.report.live_page.exploration import Exploration
from fourcapitals.report.live_page.form import form_of
from fourcapitals.report.live_page.many_draws import ManyDraws
from fourcapitals.report.live_page.one_place import place_page
from fourcapitals.report.live_page.panels import flip, more
from fourcapitals.report.live_page.pictures import CLASSES
from fourcapitals.report.live_page.security import HOST, Guard, Keys, Refused, body_of, policy
from fourcapitals.report.live_page.view import view_of
from fourcapitals.vocabulary import Say

UNPROCESSABLE: Final = 422
SUPERSEDED: Final = 409


@dataclass(eq=False)
class Page:
    """What the server keeps between requests."""

    exploration: Exploration
    keys: Keys = field(default_factory=Keys)
    ports: list[int] = field(default_factory=list)
    latest: int = 0
    """Number of the last picture that was asked for."""
    many: ManyDraws | None = None
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "page"), repr=False)
    _turn: asyncio.Lock | None = None

    @property
    def turn(self) -> asyncio.Lock:
        """Held by the one run that is in flight."""
        if self._turn is None:
            self._turn = asyncio.Lock()
        return self._turn

    async def alone(self, work: Callable[..., Any], *given: Any) -> Any:
        """Do work in a thread, one at a time, while the server goes on answering."""
        async with self.turn:
            return await asyncio.get_running_loop().run_in_executor(self.worker, lambda: work(*given))


def application(page: Page) -> Guard:
    """Build the application.

    Parameters
    ----------
    page : Page
    """
    answers: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "form": lambda asked: page.alone(lambda: form_of(page.exploration, asked)),
        "run": lambda asked: _run(page, asked),
        "more": lambda asked: _more(page, asked),
        "place": lambda asked: page.alone(lambda: _place(page.exploration, asked)),
        "take": lambda asked: page.alone(lambda: download_of(page.exploration, asked, page.many)),
        "flip": lambda asked: asyncio.to_thread(lambda: flip(page.exploration, view_of(asked))),
        "many": lambda asked: _many(page, asked),
    }
    routes = [
        Route("/", _first_page(page)),
        *(Route(f"/{name}", _answering(do), methods=["POST"]) for name, do in answers.items()),
    ]
    return Guard(Starlette(routes=routes), keys=page.keys, ports=page.ports)


def _answering(do: Callable[[Any], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            found = await do(await body_of(request))
        except Refused as error:
            return JSONResponse({"faults": list(error.faults)}, error.code)
        except BadInput as error:
            return JSONResponse({"faults": list(error.faults)}, UNPROCESSABLE)
        return Response(status_code=SUPERSEDED) if found is None else JSONResponse(found)

    return answer


async def _run(page: Page, asked: Any) -> Any:
    """Answer the latest picture that is asked for; one that waits when a later one comes is not run."""
    page.latest += 1
    number = page.latest
    view = view_of(asked)
    async with page.turn:
        if number != page.latest:
            return None
        return await asyncio.get_running_loop().run_in_executor(page.worker, lambda: page.exploration.answer(view))


async def _more(page: Page, asked: Any) -> Any:
    """Say what stands behind the latest picture; given up when another is asked for."""
    number, view = page.latest, view_of(asked)

    def told() -> Any:
        panels = more(page.exploration, view, wanted=lambda: number == page.latest)
        return None if panels is None else {**panels, "command": command(page.exploration, view)}

    return await page.alone(told)


def _place(exploration: Exploration, asked: Any) -> Any:
    if not isinstance(asked, dict) or not isinstance(asked.get("name"), str):
        raise BadInput("name: the name or code of a place expected")
    return place_page(exploration, view_of(asked.get("view")), asked["name"])


async def _many(page: Page, asked: Any) -> Any:
    """Begin 1,000 draws, tell how far they are, or stop them."""
    if not isinstance(asked, dict):
        raise BadInput("what: begin, tell or stop expected")
    if asked.get("what") == "begin":
        view = view_of(asked.get("view"))
        page.many = await page.alone(lambda: ManyDraws.begun(page.exploration, view, after=page.many))
    elif page.many is not None and asked.get("number") not in (None, page.many.number):
        raise BadInput("stopped: other draws were begun after them, in another window")
    elif asked.get("what") == "stop" and page.many is not None:
        page.many.stop()
    return {"state": "none"} if page.many is None else page.many.told()


def _first_page(page: Page) -> Callable[[Request], Awaitable[Response]]:
    loader = jinja2.PackageLoader("fourcapitals.report.live_page", "assets")
    template = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(
        "page.html"
    )
    assets = files("fourcapitals.report.live_page").joinpath("assets")
    names = {"script": "page.js", "style": "page.css", "pictures": "pictures.css"}
    texts = {name: assets.joinpath(file).read_text("utf-8") for name, file in names.items()}
    start = next(iter(page.exploration.at_hand))

    async def first(_: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        told = {"nonce": nonce, "key": page.keys.key, "start": start, "classes": CLASSES}
        return HTMLResponse(
            template.render(told, exploration=page.exploration, **texts),
            headers={"Content-Security-Policy": policy(nonce)},
        )

    return first


def serve(exploration: Exploration, *, say: Say, port: int = 0, opened: Callable[[str], Any] | None = None) -> None:
    """Serve the page until it is stopped.

    Parameters
    ----------
    exploration : Exploration
        Warmed up.
    say : callable
        Told the address once it answers.
    port : int
        A free one if 0.
    opened : callable, optional
        Given the address too, to open it.
    """
    page = Page(exploration)
    # By its protocol asyncio knows that what is sent must not be held back (Nagle), which would cost 40 ms an answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            raise BadInput(
                f"port {port}: cannot be listened on: {error.strerror}; give another, or leave it out"
            ) from None
        page.ports.append(listening.getsockname()[1])
        address = f"http://{HOST}:{page.ports[0]}/?token={page.keys.token}"

        def answers() -> None:
            say(address)
            if opened is not None:
                opened(address)

        config = uvicorn.Config(
            application(page),
            log_level="warning",
            access_log=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        server = _Server(config, started_up=answers)
        try:
            server.run(sockets=[listening])
        finally:
            if page.many is not None:
                page.many.stop()


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, *, started_up: Callable[[], Any]) -> None:
        super().__init__(config)
        self._started_up = started_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._started_up()
