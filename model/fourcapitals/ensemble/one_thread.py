"""Linear algebra in one thread: the matrices of a run are small, and threads wait for each other longer than they work.

A library of linear algebra takes as many threads as there are processors, and so would each run of those that go on
beside each other. Numbers do not depend on it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """Keep linear algebra to one thread from now on, and in a ``with`` block until its end.

    Examples
    --------
    >>> import numpy as np
    >>> with one_thread():
    ...     np.eye(2) @ np.ones(2)
    array([1., 1.])
    """
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited
