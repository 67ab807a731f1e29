"""The first page of the demo, up before there is a database: it says so, and asks again by itself.

Run as `python -m config.demo.curtain PORT`. Needs nothing but Python, so it is there at once; the
real page takes the same port over.
"""

import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

HOST, PAGE = "127.0.0.1", "/demo/"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f5f7;"
    "color:#1f2933;font:1.125rem/1.5 system-ui,sans-serif}main{max-width:34rem;padding:2rem;"
    "background:#fff;border:1px solid #d5dae1;border-top:4px solid #f2b705;border-radius:8px}"
    "h1{margin:0;font-size:1.5rem}p{margin:.75rem 0 0}[lang=en]{color:#52606d}"
)
HTML = f"""<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Bimbing</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2"><style>{STYLE}</style></head>
<body><main><h1>Bimbing</h1>
<p>Panggung demo sedang disiapkan: basis data, pekerja, dan kotak surel. Halaman ini berlanjut
sendiri.</p>
<p lang="en">The stage of the demo is being set: database, worker and mailbox. This page goes on
by itself.</p></main></body></html>
"""


class Curtain(BaseHTTPRequestHandler):
    """The page for whoever asks for the stage; everybody else is told to wait for it."""

    def do_GET(self) -> None:
        is_page = self.path.partition("?")[0] == PAGE
        content = HTML.encode() if is_page else b""
        self.send_response(200 if is_page else 503)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Retry-After", "2")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


class Shared(ThreadingHTTPServer):
    """Lets the real page bind the port before this one leaves it."""

    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        TCPServer.server_bind(self)  # without HTTPServer's question to the name service


if __name__ == "__main__":
    Shared((HOST, int(sys.argv[1])), Curtain).serve_forever()
