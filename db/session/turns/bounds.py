"""How many connections to the database a process has, how long anything of it is waited for, and what files have of its time.

Source: docs/decisions/013-failures.md, 055-nobody-waits.md; docs/settings.md.
"""

from dataclasses import dataclass

SERVING = "lianbang serves"
"""As what PostgreSQL lists the connections over which requests are answered: files look whether these are used."""


@dataclass(frozen=True)
class Bounds:
    """How many connections there are, and how many seconds a request has.

    Every other limit is a part of a request's time, so that the error names the limit that was reached.
    """

    readers: int = 4
    costly: int = 2
    writers: int = 8
    request: float = 30.0
    cost: float = 500_000.0
    """The largest estimate of PostgreSQL's for a reading that is not costly; of a short one a tenth."""
    files: int = 20
    """Percent of the time that files have in the database while people work."""
    serves: bool = False
    """Whether requests are answered over the connections."""

    @property
    def middling(self) -> int:
        """How many connections there are for readings between short and costly ones: half as many as for short ones."""
        return max(1, self.readers // 2)

    @property
    def connections(self) -> int:
        """How many there are at most in all."""
        return self.readers + self.middling + self.costly + self.writers

    @property
    def free(self) -> float:
        """Seconds to wait for a free connection of a pool, and for a place among the short readings."""
        return self.request / 6

    @property
    def turn(self) -> float:
        """Seconds to wait for a place among the costly readings, or the middling ones."""
        return self.request / 4

    @property
    def lock(self) -> float:
        """Seconds to wait for a row that another transaction has locked."""
        return self.request / 15

    @property
    def quick(self) -> float:
        """Seconds after which a reading is cancelled and repeated over the pool of costly ones."""
        return self.request / 15

    @property
    def statement(self) -> float:
        """Seconds that a statement may take: every one but a reading of the quick pool."""
        return self.request / 2

    @property
    def idle(self) -> float:
        """Seconds between two statements of a transaction, after which the server ends it."""
        return self.request / 3

    def rest(self, took: float) -> float:
        """Seconds that a file rests after it had the database for so many."""
        return min(took * (100 - self.files) / self.files, self.request / 6)

    def settings(self, statement: float) -> dict[str, str]:
        """Return the settings of a session: its limits in milliseconds, and what it is for. `statement`: seconds."""
        limits = {"statement_timeout": statement, "lock_timeout": self.lock, "idle_in_transaction_session_timeout": self.idle}
        named = {"application_name": SERVING} if self.serves else {}
        return {name: f"{seconds * 1000:.0f}" for name, seconds in limits.items()} | {"TimeZone": "UTC"} | named
