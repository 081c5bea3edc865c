"""Prints what was measured: a table for docs/benchmarks.md, and docs/benchmarks.svg.

Source: docs/benchmarks.md (The inbox beside others).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median, quantiles

from benchmarks.peers.contest import Measured

SERVER, BY_HAND, POSTGRAPHILE, USUAL = "the server", "by hand", "PostGraphile 5", "the usual way"
NOTED, BARE = "its statement in pgbench", "the same without audit"
BARS = {BY_HAND: 0.95, POSTGRAPHILE: 3.0, USUAL: 15.0}
"""How many times as fast as each the server is to be."""
HEADS = (
    "",
    "connections",
    "answers a second",
    "the server is so many times as fast",
    "processor: app, µs",
    "database, µs",
    "p99, ms",
    "memory, MB",
    "start, s",
)

Rounds = Mapping[tuple[str, int], Sequence[Measured]]
"""Name and connections -> what each round took."""


@dataclass(frozen=True)
class Footprint:
    """What a process holds when all is measured, megabytes, and how long it took to start, seconds."""

    memory: float
    began: float


def spread(of: Sequence[float], form: str = ".0f") -> str:
    """Return the median and the quartiles."""
    low, _, high = quantiles(of, n=4) if len(of) > 1 else [of[0]] * 3
    return f"{median(of):{form}} ({low:{form}}-{high:{form}})"


def ratios(rounds: Rounds, name: str, connections: int) -> list[float]:
    """Return, of each round, how many times as fast as a way the server was."""
    both = zip(rounds[SERVER, connections], rounds[name, connections], strict=True)
    return [server.rate / other.rate for server, other in both]


def table(rounds: Rounds, footprints: Mapping[str, Footprint], connections: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the table, in Markdown: a row for each way and number of connections."""
    yield f"| {' | '.join(HEADS)} |"
    yield f"| {' | '.join('---' for _ in HEADS)} |"
    for name in dict.fromkeys(name for name, _ in rounds):
        for each in connections:
            found = rounds[name, each]
            cells = [name, str(each), spread([one.rate for one in found])]
            cells.append("" if name == SERVER else spread(ratios(rounds, name, each), ".2f"))
            cells.append(f"{median(one.app for one in found):.0f}" if found[0].app else "")
            cells.append(f"{median(one.database for one in found):.0f}")
            cells.append(f"{median(one.slowest for one in found):.1f}" if found[0].slowest else "")
            footprint = footprints.get(name) if each == connections[0] else None
            cells += [f"{footprint.memory:.0f}", f"{footprint.began:.1f}"] if footprint else ["", ""]
            yield f"| {' | '.join(cells)} |"


def held(rounds: Rounds, connections: Sequence[int]) -> Iterator[str]:
    """Yield a line for each bar: whether the server holds it."""
    for name, bar in BARS.items():
        if (name, connections[0]) in rounds:
            found = [median(ratios(rounds, name, each)) for each in connections]
            told = ", ".join(f"{ratio:.2f} with {each}" for each, ratio in zip(connections, found, strict=True))
            yield f"Of {name} at least {bar:g}: {'held' if min(found) >= bar else 'not held'} ({told})."


WIDTH, LEFT, ROW, TOP = 760, 190, 22, 56
BAR = (
    '<text x="{left}" y="{text}" text-anchor="end">{name}</text>'
    '<rect x="{x}" y="{y}" width="{width:.1f}" height="14" fill="{fill}"/>'
    '<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {above}v8M{high:.1f} {above}v8" stroke="#333" fill="none"/>'
    '<text x="{after:.1f}" y="{text}">{said}</text>'
)
FILLS = {SERVER: "#b5432e"}
PLOT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="#222">
<title>{title}</title>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="16" y="24" font-size="15">{title}</text>
{bars}
</svg>
"""


def plot(asked: Mapping[str, Rounds], connections: Sequence[int]) -> str:
    """Return a picture: of each question and number of connections the median of each way, with the quartiles, over a scale of its own."""
    bars, y = list[str](), TOP
    for title, rounds in asked.items():
        for each in connections:
            bars.append(f'<text x="16" y="{y}" font-weight="bold">{escape(title)}: {each} connection{"s" if each > 1 else ""}</text>')
            bars += _bars({name: [one.rate for one in found] for (name, at), found in rounds.items() if at == each}, y)
            y += (len(rounds) // len(connections) + 2) * ROW
    return PLOT.format(width=WIDTH, height=y - ROW, title="An office's inbox, answers a second", bars="\n".join(bars))


def _bars(rates: Mapping[str, Sequence[float]], y: int) -> Iterator[str]:
    """Yield a bar for each way, below a height."""
    spreads = {name: quantiles(of, n=4) if len(of) > 1 else [*of] * 3 for name, of in rates.items()}
    scale = (WIDTH - LEFT - 130) / max(map(max, spreads.values()))
    for name, (low, middle, high) in spreads.items():
        y += ROW
        yield BAR.format(
            left=LEFT - 8,
            text=y + 4,
            name=escape(name),
            x=LEFT,
            y=y - 7,
            width=middle * scale,
            fill=FILLS.get(name, "#8a9bb0"),
            low=LEFT + low * scale,
            high=LEFT + high * scale,
            middle=y,
            above=y - 4,
            after=LEFT + high * scale + 8,
            said=f"{middle:.0f} a second",
        )
