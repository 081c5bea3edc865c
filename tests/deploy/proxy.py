"""The sample for nginx, with other ports and a certificate of its own: `make proxy`. Source: docs/operations.md (A reverse proxy)."""

import http.client
import http.server
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.installation import free_port

SAMPLE = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text()
AROUND = (
    "pid {folder}/pid; error_log {folder}/log; daemon off; events {{}} http {{ access_log off; client_body_temp_path {folder}; {inner} }}"
)
NAME = "/CN=lianbang.example.gov.cn"


class Shows(http.server.BaseHTTPRequestHandler):
    """Answers with the path and the headers that came."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = "\n".join([self.path, *(f"{name.lower()}: {value}" for name, value in self.headers.items())]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[int]:
    """The port at which nginx listens, in front of who shows what came."""
    port = free_port()
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shows)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    asked = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        NAME,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(asked, check=True, capture_output=True)
    inner = SAMPLE.replace("/etc/lianbang/tls", str(tmp_path)).replace("127.0.0.1:8000", f"127.0.0.1:{upstream.server_port}")
    (tmp_path / "conf").write_text(AROUND.format(folder=tmp_path, inner=inner.replace("listen 443", f"listen 127.0.0.1:{port}")))
    nginx = ["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "conf")]
    subprocess.run([*nginx, "-t"], check=True, capture_output=True)
    with subprocess.Popen(nginx) as process:
        yield port
        process.terminate()
    upstream.shutdown()
    upstream.server_close()


def asked(port: int, path: str, size: int = 2) -> tuple[int, str]:
    """Ask over TLS, again until nginx listens."""
    for again in range(50):
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context(), timeout=30)
        try:
            connection.request("POST", path, b"x" * size, {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            threading.Event().wait(0.1 * again)
        finally:
            connection.close()
    raise AssertionError("nginx does not listen")


def test_the_sample_passes_on_what_it_should_and_nothing_that_a_caller_says_of_itself(proxy: int) -> None:
    status, shown = asked(proxy, "/graphql")
    assert status == 200
    headers = shown.splitlines()
    assert {"x-forwarded-for: 127.0.0.1", "x-forwarded-proto: https"} <= set(headers)
    assert "203.0.113.9" not in shown
    assert [asked(proxy, path)[0] for path in ("/metrics", "/readyz", "/healthz")] == [404, 404, 404]
    assert asked(proxy, "/graphql", 2_000_000)[0] == 413
