"""nginx in front of a web server, with what the README says to put into it: `with nginx(port, files) as front`."""

import getpass
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import ROOT, free_port, wait_for

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
FRAME = """
user {user};
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {rules}
    }}
}}
"""


@contextmanager
def nginx(behind: int, files: Path) -> Iterator[int]:
    """Stand on a free port, which is yielded, in front of port `behind`; `files`: where the studio keeps its own."""
    assert PROGRAM, "nginx is not installed."
    port = free_port()
    rules = _rules().replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/srv/studio/data/files/", f"{files}/")
    with tempfile.TemporaryDirectory(prefix="avatarstudio-nginx-") as folder:
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(FRAME.format(user=getpass.getuser(), folder=folder, port=port, rules=rules))
        with subprocess.Popen([PROGRAM, "-c", configuration, "-e", f"{folder}/error.log"]) as process:
            try:
                wait_for(lambda: _listens(port) or process.poll() is not None, 10, "nginx")
                yield port
            finally:
                process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _rules() -> str:
    """What stands in the README."""
    [found] = re.findall(r"```nginx\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return found
