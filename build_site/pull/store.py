"""What publishers answered, kept on disk between runs and within one that was cut off. Losing it costs time, never data.

Two stores with two jobs. The HTTP cache (hishel) keeps answers that came with a validator, so that an unchanged one costs
a 304; it is asked with `no-cache`, so every run hears of new figures. The spool keeps every answer of an unfinished run,
POST as well, and is emptied when the run is finished.
"""

import contextlib
import datetime as dt
import hashlib
import json
import logging
import os
import shutil
import sqlite3
import uuid
from pathlib import Path

import hishel
from hishel.httpx import CacheTransport

from build_site.model.request import Answer, Request
from build_site.pull.network import Transport

logging.getLogger("hishel").addHandler(logging.NullHandler())  # it logs each failing write, and we go on without it anyway

OK = 200
LARGEST_CACHE = 2**30


def key_of(request: Request) -> str:
    """Return what tells one question from another: the address and the body."""
    return hashlib.sha256(repr((request.url, request.body)).encode()).hexdigest()


class Spool:
    """The answers of a run that is not finished, one file each."""

    def __init__(self, folder: Path | None, *, keeps: dt.timedelta) -> None:
        """Use this folder; without one nothing is kept."""
        self._folder = folder
        self._keeps = keeps

    def find(self, request: Request, now: dt.datetime) -> Answer | None:
        """Return the answer to this very question from an unfinished run, if it is whole and not too old."""
        if self._folder is None:
            return None
        try:
            head, _, body = (self._folder / key_of(request)).read_bytes().partition(b"\n")
            facts = json.loads(head)
            status, retrieved_at = int(facts["status"]), dt.datetime.fromisoformat(facts["retrieved_at"])
            fresh = dt.timedelta() <= now - retrieved_at <= self._keeps
            whole = facts["sha256"] == hashlib.sha256(body).hexdigest()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not (fresh and whole and (status == OK or status in request.empty_on)):
            return None
        return Answer(request, status, body, retrieved_at)

    def keep(self, answer: Answer) -> None:
        """Write the answer for a run that goes on after this one was cut off; a full disk is no reason to stop."""
        if self._folder is None:
            return
        facts = {
            "status": answer.status,
            "retrieved_at": answer.retrieved_at.isoformat(),
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        path = self._folder / key_of(answer.request)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(json.dumps(facts).encode() + b"\n" + answer.body)
            part.replace(path)

    def clear(self) -> None:
        """Forget everything."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class Validated(hishel.SqliteStorage):
    """Keeps only answers that can be asked about again; the others would fill the disk and never be used."""

    def create_entry(
        self,
        request: hishel.Request,
        response: hishel.Response,
        key: str,
        *,
        ttl: float | None = None,
        tti: float | None = None,
    ) -> hishel.Entry:
        """Return the answer, and save it on the way, instead of an older one, if it is data with a validator."""
        if response.status_code != OK or not ("etag" in response.headers or "last-modified" in response.headers):
            return hishel.Entry(uuid.uuid4(), request, response)
        for older in self.get_entries(key):
            self.remove_entry(older.id)
        return super().create_entry(request, response, key, ttl=ttl, tti=tti)


class HttpCache:
    """hishel's cache in one SQLite file, thrown away as soon as anything is wrong with it."""

    def __init__(self, path: Path, *, largest_answer: int) -> None:
        """Open the file, or begin a new one."""
        self._path = path
        self._largest = largest_answer
        if path.exists() and not _is_sound(path):
            self._delete()
        self._storage = self._open()
        try:
            self._storage.get_entries("")
        except RuntimeError:  # tables of another version
            self.throw_away()

    def around(self, transport: Transport) -> CacheTransport:
        """Return the transport with this cache before it."""
        return CacheTransport(transport, self._storage, rfc=hishel.CacheOptions(shared=False))

    def forget(self, key: str) -> None:
        """Forget the answer to one question."""
        with contextlib.suppress(sqlite3.Error, RuntimeError):
            for entry in self._storage.get_entries(key):
                self._storage.remove_entry(entry.id)

    def throw_away(self) -> None:
        """Begin a new file."""
        self._storage.close()
        self._delete()
        self._storage = self._open()

    def _open(self) -> Validated:
        return Validated(database_path=self._path, max_stream_size=self._largest, max_size=LARGEST_CACHE)

    def _delete(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink()


def _is_sound(path: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            found: object = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error:
        return False
    return found == ("ok",)
