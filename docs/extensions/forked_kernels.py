"""Kernels that start at once: one process imports the package, and each page runs in a copy of it.

Started with an address alone, this program imports the package and waits; each line that comes to the address, the
file of a connection and a folder, makes a copy of the process in which a kernel runs. Started with the file of a
connection too, it asks for such a kernel and stays for as long as that runs, so that Jupyter takes it for the kernel.
Jupyter interrupts it before it has the kernel end, and Ctrl-C all that the build has started: neither ends it.
"""

import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

PATIENCE = 1.0
"""Seconds after which the waiting process looks whether the one that started it is still there."""


def serve(address: str) -> None:
    """Import what pages need, then copy this process for each kernel that is asked for."""
    import fourcapitals as fc
    from ipykernel.kernelapp import IPKernelApp  # noqa: F401

    for each in pkgutil.walk_packages(fc.__path__, "fourcapitals."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    fc.load_baseline()
    fc.load_parameters()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    parent = os.getppid()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        listener.settimeout(PATIENCE)
        while os.getppid() == parent:
            with suppress(TimeoutError):
                asking, _ = listener.accept()
                asking.setblocking(True)
                asked = json.loads(asking.makefile().readline())
                if os.fork() == 0:
                    listener.close()
                    run_kernel(**asked)
                asking.close()


def run_kernel(connection_file: str, folder: str) -> None:
    """Run a kernel in this process until it is told to end; whoever asked sees that by the closed socket."""
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    try:
        # It ends with the process that it is a copy of.
        IPKernelApp.launch_instance(argv=["-f", connection_file, f"--IPKernelApp.parent_handle={os.getppid()}"])
    finally:
        os._exit(0)


def ask(address: str, connection_file: str) -> None:
    """Ask for a kernel in this folder, and stay until it has ended."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(address)
        asked = {"connection_file": connection_file, "folder": str(Path.cwd())}
        asking.sendall((json.dumps(asked) + "\n").encode())
        asking.recv(1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    (ask if len(sys.argv) > 2 else serve)(*sys.argv[1:])
