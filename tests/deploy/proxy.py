"""The samples for nginx and Caddy, with other ports and a certificate of their own: `make proxy`.

Source: docs/operations.md (A reverse proxy). A program that is not on this machine is left out, and said to be.
"""

import asyncio
import http.client
import http.server
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typing_extensions import override

from tests.deploy.installation import NAME, free_port, installed
from tests.deploy.load import Load

SAMPLES = Path(__file__).parents[2] / "deploy"
AROUND = (
    "pid {folder}/pid; error_log {folder}/log; daemon off; events {{}} http {{ access_log off; client_body_temp_path {folder}; {inner} }}"
)
OPTIONS = "{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system {folder}\n}\n"
"""Of Caddy in a test: nothing beside the one port."""
PROGRAMS = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not there")) for name in ("nginx", "caddy")
]
A_MINUTE = 5
UNVERIFIED = ssl._create_unverified_context()


class Shows(http.server.BaseHTTPRequestHandler):
    """Answers with the path and the headers that came."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = "\n".join([self.path, *(f"{name.lower()}: {value}" for name, value in self.headers.items())]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def standing(program: str, folder: Path, upstream: int) -> Iterator[int]:
    """The port at which a proxy listens, in front of who listens at `upstream`."""
    folder.mkdir()
    port = free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    sample = (SAMPLES / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[program]).read_text()
    sample = sample.replace("/etc/lianbang/tls", str(folder)).replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    if program == "nginx":
        (folder / "conf").write_text(AROUND.format(folder=folder, inner=sample.replace("listen 443", f"listen 127.0.0.1:{port}")))
        call = ["nginx", "-p", str(folder), "-c", str(folder / "conf")]
        subprocess.run([*call, "-t"], check=True, capture_output=True)
    else:
        sample = OPTIONS.replace("{folder}", str(folder)) + sample.replace(f"{NAME} {{", f"{NAME}:{port} {{\n\tbind 127.0.0.1", 1)
        (folder / "Caddyfile").write_text(sample)
        call = [
            "env",
            f"XDG_CONFIG_HOME={folder}",
            f"XDG_DATA_HOME={folder}",
            "caddy",
            "run",
            "--adapter",
            "caddyfile",
            "--config",
            str(folder / "Caddyfile"),
        ]
    with (folder / "said").open("wb") as said, subprocess.Popen(call, stdout=said, stderr=said) as process:
        try:
            yield port
        finally:
            process.terminate()


@pytest.fixture(params=PROGRAMS)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """The port at which a proxy listens, in front of who shows what came."""
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shows)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    with standing(request.param, tmp_path / "proxy", upstream.server_port) as port:
        yield port
    upstream.shutdown()
    upstream.server_close()


class Knocks(http.client.HTTPSConnection):
    """A connection to a proxy by its name, whatever its address, from an address of ours."""

    @override
    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = UNVERIFIED.wrap_socket(self.sock, server_hostname=NAME)


def asked(port: int, path: str, size: int = 2, of: str = "127.0.0.1") -> tuple[int, str]:
    """Ask over TLS from an address, again until the proxy listens."""
    told = {
        "Host": NAME,
        "X-Forwarded-For": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for again in range(50):
        connection = Knocks("127.0.0.1", port, timeout=30, source_address=(of, 0))
        try:
            connection.request("POST", path, b"x" * size, told)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            threading.Event().wait(0.1 * again)
        finally:
            connection.close()
    raise AssertionError("the proxy does not listen")


def test_the_samples_pass_on_what_they_should_and_nothing_that_a_caller_says_of_itself(proxy: int) -> None:
    status, shown = asked(proxy, "/graphql")
    assert status == 200
    headers = shown.splitlines()
    assert {"x-forwarded-for: 127.0.0.1", "x-forwarded-proto: https"} <= set(headers)
    assert "203.0.113.9" not in shown
    assert [asked(proxy, path)[0] for path in ("/metrics", "/readyz", "/healthz")] == [404, 404, 404]
    assert asked(proxy, "/graphql", 2_000_000)[0] in {413, 502}  # 502: Caddy 2.6, which counts as it passes on


@pytest.mark.parametrize("program", PROGRAMS)
def test_behind_it_each_address_has_its_own_allowance_and_a_renewal_fails_no_request(program: str, tmp_path: Path) -> None:
    more = {"LIANBANG_PROCESSES": "2", "LIANBANG_DRAIN_SECONDS": "6"}
    more |= {"LIANBANG_TRUSTED_PROXIES": "127.0.0.1", "LIANBANG_TOKENS_PER_MINUTE": str(A_MINUTE)}
    with installed(tmp_path, **more) as it, standing(program, tmp_path / "proxy", it.port) as port:
        it.start("serve")
        load = Load(it, (port, UNVERIFIED))

        async def until(words: str) -> None:
            while words not in it.log("serve"):
                assert it.running["serve"].poll() is None, it.log("serve")
                await asyncio.sleep(0.2)

        async def renewed() -> None:
            try:
                it.renew()
                await until("All processes are new.")
                await asyncio.sleep(1)
            finally:
                load.over = True

        async def play() -> None:
            await asyncio.gather(load.run(), renewed())

        asyncio.run(until("2 of 2 processes serve"))
        one, other = ([asked(port, "/oauth/token", of=address)[0] for _ in range(A_MINUTE + 2)] for address in ("127.0.0.2", "127.0.0.3"))
        for each in (one, other):
            assert (each[:A_MINUTE], each[-1]) == ([400] * A_MINUTE, 429)
        asyncio.run(play())
        assert load.failed == []
        assert it.stop("serve") == 0
    sys.stdout.write(f"{program}: a renewal behind it, {load.told()}\n")
