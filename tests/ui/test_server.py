"""The server as it starts: it says where the page is."""

import asyncio

import uvicorn

from ui.server import ICON, Announcing


async def _nothing(scope, receive, send):
    """Answer nobody."""


async def test_whoever_starts_the_server_is_told_where_the_page_is(capsys):
    config = uvicorn.Config(_nothing, port=0, lifespan="off", log_level="warning")
    server = Announcing(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving

    assert f"The page is at http://127.0.0.1:{port}" in capsys.readouterr().err


def test_the_page_has_an_icon_of_its_own():
    assert ICON.read_text(encoding="utf-8").startswith("<svg")
