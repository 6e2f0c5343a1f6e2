"""Linear algebra of runs in one thread, given back afterwards."""

from fourcapitals.ensemble.one_thread import one_thread
from fourcapitals.ensemble.run import run_ensemble
from threadpoolctl import threadpool_info, threadpool_limits


def threads():
    """Of what NumPy multiplies matrices with; none where it brings its own loops."""
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_an_ensemble_multiplies_in_one_thread_and_gives_the_others_back():
    with threadpool_limits(limits=2, user_api="blas"):
        before, seen = threads(), []
        run_ensemble("baseline", draws=1, workers=1, progress=lambda _: seen.append(threads()))
        assert seen
        assert all(each <= {1} for each in seen)
        assert threads() == before


def test_a_fault_inside_gives_them_back():
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        try:
            with one_thread():
                assert threads() <= {1}
                raise ZeroDivisionError
        except ZeroDivisionError:
            assert threads() == before
