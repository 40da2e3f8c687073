"""Static files: each under a name with its hash, also where modules import it; the phone app's joined; from memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from servestatic import ServeStaticASGI
from servestatic.responders import StaticFile
from servestatic.storage import CompressedManifestStaticFilesStorage
from servestatic.utils import decode_path_info

from devices.authenticator.shell import joined_files

# Handed on at a time: what a reader has not taken waits in pieces of no more.
PIECE = 16 * 1024
BY_PATH = "http.response.pathsend"


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites ``import … from "./x.js"`` too, so a browser never mixes two releases' modules; joins the app's."""

    joins = True
    support_js_module_import_aggregation = True
    # As deep as modules may import each other: in each pass those are named anew that import one named in the last.
    max_post_process_passes = 20

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Once all are collected: join what is joined, then name everything by its hash."""
        joined = {} if options.get("dry_run") else self._join(paths)
        yield from super().post_process({**paths, **joined}, *args, **options)

    def _join(self, paths: dict[str, Any]) -> dict[str, Any]:
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode())

        contents = joined_files(read)
        for name, content in contents.items():
            if self.exists(name):
                self.delete(name)
            self.save(name, ContentFile(content.encode()))
        return {name: (self, name) for name in contents}


class FilesInMemory(ServeStaticASGI):
    """The collected files, read once at the start: a reader, however slow, holds no thread and no open file (T31).

    ServeStatic decides what is answered, and says which file; to a server that can send files itself, as we say we can.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = (one for one in self.files.values() if isinstance(one, StaticFile))
        self.contents = {path: Path(path).read_bytes() for one in files for _, path, _ in one.alternatives}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """A file, or what the application answers."""
        if scope["type"] == "http" and decode_path_info(scope["path"]) in self.files:
            await super().__call__(_as_a_whole(scope), receive, self._sender(send))
        else:
            await self.application(scope, receive, send)

    def _sender(self, send: Any) -> Any:
        async def send_on(message: Any) -> None:
            if message["type"] != BY_PATH:
                await send(message)
                return
            content = self.contents[message["path"]]
            for start in range(0, max(len(content), 1), PIECE):
                piece, is_last = content[start : start + PIECE], start + PIECE >= len(content)
                await send({"type": "http.response.body", "body": piece, "more_body": not is_last})

        return send_on


def _as_a_whole(scope: Any) -> Any:
    """The request for all of a file: ServeStatic opens one to send a part, and a server need not (RFC 9110, 14.2)."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
    return {**scope, "headers": headers, "extensions": {BY_PATH: {}}}
