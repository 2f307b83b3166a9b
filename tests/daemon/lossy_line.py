"""A line to PostgreSQL that can lose an answer: the server has committed, and the client never hears of it."""

import re
import socket
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

_SOCKET = ".s.PGSQL.5432"


class LossyLine:
    """Passes bytes between clients and the server, and cuts one client off as its commit is answered."""

    def __init__(self, url: str, folder: Path) -> None:
        real = make_url(url)
        self.lost = threading.Event()
        self.url = real.set(query={**real.query, "host": str(folder)}).render_as_string(hide_password=False)
        self._server = f"{real.query['host']}/{_SOCKET}"
        self._words: bytes | None = None
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / _SOCKET))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_the_commit_after(self, words: str) -> None:
        """Lose the answer to the next commit of a transaction that has sent these words."""
        self._words = words.encode()

    def close(self) -> None:
        """Accept nobody any more; open connections end with their clients."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                cut = threading.Event()
                threading.Thread(target=self._ask, args=(client, server, cut), daemon=True).start()
                threading.Thread(target=self._answer, args=(client, server, cut), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, cut: threading.Event) -> None:
        asked = b""
        with suppress(OSError):
            while data := client.recv(65_536):
                asked += data
                if self._words and b"COMMIT" in data and self._words in asked:
                    self._words = None
                    cut.set()
                if re.search(rb"COMMIT|ROLLBACK", data):
                    asked = b""
                server.sendall(data)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()

    def _answer(self, client: socket.socket, server: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                if cut.is_set():
                    self.lost.set()
                    break
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        client.close()
