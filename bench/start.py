"""Cold start and memory of `dangol serve`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def main() -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "dangol", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
                break
            except OSError:
                time.sleep(0.02)
        ready = time.perf_counter() - started
        time.sleep(3)
        return {
            "cold start": f"{ready:.1f} s",
            "memory of serve at rest": f"{_memory(server.pid):.0f} MB",
        }
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(30)


def _memory(pid: int) -> float:
    """Resident megabytes of the process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(json.dumps(main()))
