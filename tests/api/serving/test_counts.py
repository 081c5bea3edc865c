"""What processes that have ended counted stays, in one file of each kind. Source: docs/decisions/052-gateway.md."""

from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from api.serving.counts import ENDED, Counts, fold

ASKED = ("asked", "asked_total", ["path"], ["/graphql"], "How often.")
USED = ("used", "used", ["pool"], ["reading"], "How many.")
TOOK = [("took", "took_bucket", ["le"], [until], "How long.") for until in ("0.1", "+Inf")]


def counted(folder: Path, process: int, asked: float, *took: float) -> None:
    """What a process leaves in the folder."""
    for kind, told in (("counter", [(ASKED, asked)]), ("histogram", [*zip(TOOK, took, strict=True)]), ("gauge_livesum", [(USED, 8.0)])):
        file = MmapedDict(str(folder / f"{kind}_{process}.db"))  # type: ignore[no-untyped-call]
        for key, value in told:
            file.write_value(mmap_key(*key), value, 0.0)  # type: ignore[no-untyped-call]
        file.close()  # type: ignore[no-untyped-call]


def shown(folder: Path) -> list[tuple[str, float]]:
    """What is told of all processes, but for what is true of running ones alone."""
    registry = CollectorRegistry()
    registry.register(Counts(folder))
    return sorted(
        (f"{each.name} {each.labels.get('le', '')}".strip(), each.value) for metric in registry.collect() for each in metric.samples
    )


def test_what_processes_counted_stays_when_they_end_and_their_files_do_not(tmp_path: Path) -> None:
    counted(tmp_path, 1, 3.0, 1.0, 2.0)
    counted(tmp_path, 2, 4.0, 5.0, 0.0)
    counted(tmp_path, 12, 1.0, 0.0, 1.0)
    told = [("took_bucket +Inf", 9.0), ("took_bucket 0.1", 6.0), ("took_count", 9.0)]
    for process, running in ((2, 2), (1, 1)):
        fold(tmp_path, process)
        assert shown(tmp_path) == [("asked_total", 8.0), *told, ("used", 8.0 * running)]
    assert {each.name for each in tmp_path.glob("*.db")} == {
        *(f"{kind}_{ENDED}.db" for kind in ("counter", "histogram")),
        *(f"{kind}_12.db" for kind in ("counter", "histogram", "gauge_livesum")),
    }
