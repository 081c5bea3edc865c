"""Reads the settings from an environment and refuses those that do not go together.

Source: docs/settings.md, which a test holds equal to the fields of `Settings`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta

from domain.time.moved import FARTHEST, span
from settings.kind import SettingsError, default, variable
from settings.settings import Environment, Settings, true_now


def read_settings(environ: Mapping[str, str], now: datetime | None = None) -> Settings:
    """Return the settings of an environment. An empty variable counts as absent. `now`: the true moment. Raises SettingsError."""
    said = {each.name: environ.get(variable(each), "").strip() or default(each) for each in fields(Settings)}
    read = {each.name: each.metadata["read"](variable(each), said[each.name]) for each in fields(Settings)}
    settings = Settings(**read | {"environment": Environment(said["environment"]), "clock": _clock(said["clock"], now)})
    _check_database(settings)
    _check_keys(settings)
    if not settings.in_development and (settings.embedded or () in (_ways(settings, "cipher_keys"), _ways(settings, "index_key"))):
        raise SettingsError("In production DATABASE_URL, LIANBANG_CIPHER_KEYS and LIANBANG_INDEX_KEY must be set.")
    if not settings.in_development and said["clock"]:
        raise SettingsError("LIANBANG_CLOCK moves the clock of development alone; in production it must not be set.")
    return settings


def _clock(said: str, now: datetime | None) -> timedelta:
    """Return how far LIANBANG_CLOCK moves the clock: the span it gives, or that from `now` to the moment it gives. Raises SettingsError."""
    wrong = SettingsError(f"LIANBANG_CLOCK says {said!r}; it is `+3d`, `-12h`, `+1d6h30m`, or a moment such as `2026-12-24T09:00+08:00`.")
    if not said:
        return timedelta()
    try:
        moved = span(said, now or true_now())
    except (ValueError, TypeError):  # no moment, or one without its offset
        raise wrong from None
    if abs(moved) > FARTHEST:
        raise SettingsError(f"LIANBANG_CLOCK says {said!r}; it moves the clock by ten years at most.")
    return moved


def _ways(settings: Settings, keys: str) -> tuple[str, ...]:
    """Return the variables that say where the keys come from."""
    named = {each.name: variable(each) for each in fields(Settings)}
    return tuple(named[name] for name in (keys, f"{keys}_file", f"{keys}_command") if getattr(settings, name) is not None)


def _check_keys(settings: Settings) -> None:
    for keys in ("cipher_keys", "index_key"):
        if len(ways := _ways(settings, keys)) > 1:
            raise SettingsError(f"{' and '.join(ways)} are set: one of them says where the keys come from.")


def _check_database(settings: Settings) -> None:
    others = {
        "LIANBANG_OWNER_URL": settings.owner_url,
        "LIANBANG_WORKER_URL": settings.worker_url,
        "LIANBANG_LOADER_URL": settings.loader_url,
    }
    if settings.embedded and any(others.values()):
        raise SettingsError("DATABASE_URL is missing beside the addresses of the other logins.")
    if not settings.embedded and (missing := [name for name, url in others.items() if url is None]):
        raise SettingsError(f"Beside DATABASE_URL these must be set too: {', '.join(missing)}.")
