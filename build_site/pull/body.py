"""From bytes on the wire to a whole answer: unpacked within bounds, and data at all."""

import zlib
from collections.abc import Iterable
from contextlib import suppress

import httpcore

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
STEP = 2**20
"""Unpacked at a time: a kilobyte of gzip can hold a megabyte of nothing, so the packed size says little."""

LARGEST_EXCUSE = 2**16
"""Bytes read of an answer that is not data."""

LONGEST_NAME = 40


class TooLargeError(Exception):
    """The answer is larger than it may be."""


class BrokenError(Exception):
    """The answer is not whole: its compression or its last character is missing. Another attempt may mend it."""


class NotDataError(Exception):
    """The answer is whole, but not JSON in UTF-8. Another attempt gets the same."""


def unpack(chunks: Iterable[bytes], *, encoding: str, most: int) -> bytes:
    """Return the whole body, reading no further than `most` bytes of it, packed or unpacked."""
    return b"".join(_capped(_unpacked(_capped(chunks, most), encoding), most))


def beginning(chunks: Iterable[bytes], *, encoding: str) -> bytes:
    """Return the first bytes of an answer that is not data, for the publisher's own words; never raise for what they are."""
    got = bytearray()
    with suppress(TooLargeError, BrokenError, NotDataError, httpcore.NetworkError, httpcore.ProtocolError):
        for piece in _unpacked(_capped(chunks, LARGEST_EXCUSE), encoding):
            got += piece[:LARGEST_EXCUSE]
            if len(got) >= LARGEST_EXCUSE:
                break
    return bytes(got)


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    match encoding.strip().lower():
        case "" | "identity":
            return chunks
        case "gzip" | "x-gzip":
            return _gunzip(chunks)
        case _:
            raise NotDataError(f"is packed as {encoding[:LONGEST_NAME]!r}, which was not asked for")


def _capped(chunks: Iterable[bytes], most: int) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLargeError
        yield chunk


def _gunzip(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """Yield the unpacked bytes in steps, so that a bomb is seen before it is in memory."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield unpacker.decompress(rest, STEP)
                rest = unpacker.unconsumed_tail or unpacker.unused_data
                if unpacker.eof and rest:  # gzip files may follow each other
                    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    except zlib.error as error:
        raise BrokenError("its gzip is damaged") from error
    if not unpacker.eof:
        raise BrokenError("its gzip ends too early")


def check_is_data(content_type: str, body: bytes) -> None:
    """Raise NotDataError or BrokenError unless this is JSON in UTF-8 as far as one can see without parsing it."""
    kind = content_type.partition(";")[0].strip().lower()
    text = body.removeprefix(BYTE_ORDER_MARK).strip()
    if kind in {"text/html", "application/xhtml+xml"} or text.startswith(b"<"):
        raise NotDataError("is a web page instead of data")
    if kind not in {"", "application/json", "text/json"} and not kind.endswith("+json"):
        raise NotDataError(f"is {kind[:LONGEST_NAME]!r} instead of JSON")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotDataError(f"is not UTF-8 at byte {error.start}") from None
    if not text:
        raise BrokenError("it is empty")
    if text[:1] not in b"{[" or text[-1:] not in b"}]":
        raise BrokenError("it is not whole JSON")
