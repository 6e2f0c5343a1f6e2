"""A browser of the live page without a network, and what it asks for."""

import asyncio

import httpx
from fourcapitals.report.live_page.security import KEY_HEADER
from fourcapitals.report.live_page.server import application

HOST = "http://127.0.0.1:8123"
START = {"start": "balanced_health_need"}
TOP = '<script>alert("1")</script> & ‘x’'


class Client:
    """A browser that knows the key, without a network."""

    def __init__(self, page, loop):
        self.headers = {KEY_HEADER: page.keys.key}
        self._app, self._loop = httpx.ASGITransport(app=application(page)), loop

    def get(self, path, **given):
        return self._loop.run(self._ask("GET", path, **given))

    def post(self, path, **given):
        return self._loop.run(self._ask("POST", path, **given))

    def post_at_once(self, path, *bodies):
        async def all_of_them():
            return await asyncio.gather(*(self._ask("POST", path, json=body) for body in bodies))

        return self._loop.run(all_of_them())

    def post_together(self, bodies):
        async def all_of_them():
            answers = await asyncio.gather(*(self._ask("POST", f"/{path}", json=body) for path, body in bodies.items()))
            return {path: each.status_code for path, each in zip(bodies, answers, strict=True)}

        return self._loop.run(all_of_them())

    async def _ask(self, method, path, headers=(), **given):
        async with httpx.AsyncClient(transport=self._app, base_url=HOST) as client:
            return await client.request(method, path, headers={**self.headers, **dict(headers)}, **given)


def view(one=None, **more):
    return {"one": one or START, "year": 2035, **more}


def ask(client, what, body):
    answer = client.post(f"/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def faults(client, what, body):
    answer = client.post(f"/{what}", json=body)
    assert answer.status_code == 422, answer.text
    return answer.json()["faults"]


# Who may talk to it
