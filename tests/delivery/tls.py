"""A receiver with a certificate."""

import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

import trustme


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Take it."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that hangs up after it has seen the certificate is what is tried."""


@contextmanager
def tls_receiver(ca: trustme.CA, name: str) -> Generator[int]:
    """The port of a receiver on 127.0.0.1 whose certificate says this name."""
    server = _Server(("127.0.0.1", 0), _Taking)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate: Any = ca.issue_cert(name)  # Its types mention a library that is not there.
    certificate.configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def trusting(ca: trustme.CA) -> ssl.SSLContext:
    """A context that trusts this authority."""
    context, authority = ssl.create_default_context(), cast("Any", ca)
    authority.configure_trust(context)
    return context
