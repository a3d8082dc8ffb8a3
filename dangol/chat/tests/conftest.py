"""Somebody else's website, for the widget to stand on."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def shop():
    """A page on an address of its own: `body` is what it says, `policy` its CSP, `style` a.css."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            is_style = self.path == "/a.css"
            body = (self.server.style if is_style else self.server.body).encode()
            self.send_response(200)
            self.send_header("Content-Type", f"text/{'css' if is_style else 'html'}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if self.server.policy:
                self.send_header("Content-Security-Policy", self.server.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.body = server.policy = server.style = ""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
