"""How long, how much and how often: what one publisher may cost us, and we them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes; the defaults suit every publisher we know."""

    connect: float = 15
    read: float = 120
    """The longest silence. Socialstyrelsen may think for a minute and a half before the first byte."""
    total: float = 300
    """For a whole answer, from the first byte asked to the last one got."""
    largest_answer: int = 64 * 2**20
    """Unpacked. Kolada's fullest page is 1.6 MB."""
    attempts: int = 5
    first_wait: float = 1
    """Before the second attempt; doubled for each that follows, with jitter."""
    longest_wait: float = 120
    """A publisher that asks for a longer pause than this is not waited for."""
    patience: float = 120
    """No new attempt at one question after this long: a silent host must not hold anybody for five silences in a row."""
    slowest: float = 500
    """Bytes a second, once the answer has begun to come..."""
    slow_after: float = 20
    """... and has kept coming for so long, its longest pause not counted: the publisher may think in the middle."""
    rate_per_second: float = 2
    """Not kept on loopback, where there is nobody to be polite to."""
    resume_within: float = 6 * 3600
    """Answers of an unfinished run are used again until they are this old."""


USUAL = Limits()
