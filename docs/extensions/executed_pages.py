"""The folder in which pages run: one small store that all of them share, made once, and the commands they type."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import fourcapitals
from sphinx.application import Sphinx

SCENARIOS = ("baseline", "announced_2021", "per_head", "balanced_health_need", "public_health_restored")
DRAWS = 64
KERNEL = """c.IPKernelApp.extensions = ["commands_in_pages"]
c.IPKernelApp.log_level = "ERROR"
c.HistoryManager.enabled = False
"""


def setup(app: Sphinx) -> dict[str, bool]:
    """Prepare before the first page is read."""
    app.connect("builder-inited", prepare)
    app.connect("build-finished", stop_kernels)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app: Sphinx) -> None:
    """Make the shared results and tell the kernels of pages where they lie."""
    made = Path(app.srcdir) / "_generated"
    shared, pictures, profile = made / "shared", made / "pictures", made / "ipython" / "profile_default"
    for folder in (shared, pictures, profile):
        folder.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL, encoding="utf-8")
    os.environ |= {
        "IPYTHONDIR": str(made / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "FOURCAPITALS_PAGES": str(made),
        "COLUMNS": "80",
        "TERM": "dumb",
    }
    if older(shared / "one.nc"):
        command("run", *SCENARIOS, "--out", str(shared / "one.nc"), "--overwrite", "--quiet")
    if older(shared / "announced" / "zarr.json"):
        draws = ("--draws", str(DRAWS), "--out", str(shared / "announced"), "--overwrite", "--quiet")
        command("run", *SCENARIOS, *draws)
    start_kernels(app, made)


def start_kernels(app: Sphinx, made: Path) -> None:
    """Start the process that kernels are copies of, and tell Jupyter how to ask it for one."""
    program = str(Path(__file__).with_name("forked_kernels.py"))
    address = str(Path(tempfile.mkdtemp(prefix="fourcapitals-pages-")) / "kernels")
    app.kernels_of_pages = subprocess.Popen([sys.executable, program, address])
    while not Path(address).exists() and app.kernels_of_pages.poll() is None:
        time.sleep(0.1)
    asking = {
        "argv": [sys.executable, program, address, "{connection_file}"],
        "display_name": "page",
        "language": "python",
    }
    kernel = made / "jupyter" / "kernels" / "page" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    kernel.write_text(json.dumps(asking), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = str(made / "jupyter")


def stop_kernels(app: Sphinx, error: Exception | None) -> None:
    """End the process that kernels were copies of."""
    app.kernels_of_pages.terminate()
    app.kernels_of_pages.wait()
    shutil.rmtree(Path(app.kernels_of_pages.args[-1]).parent)


def older(made: Path) -> bool:
    """Whether a result is missing, or older than the model or a bundled scenario."""
    package = Path(fourcapitals.__file__).parent
    sources = [each for kind in ("*.py", "*.toml", "*.csv") for each in package.rglob(kind)]
    return not made.exists() or made.stat().st_mtime < max(each.stat().st_mtime for each in sources)


def command(*words: str) -> None:
    """Run a command of the model and drop its answer."""
    subprocess.run([sys.executable, "-m", "fourcapitals", *words], check=True, stdout=subprocess.DEVNULL)
