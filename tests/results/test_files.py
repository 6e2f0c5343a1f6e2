"""A results file is read as it was written or refused, and written whole or not at all."""

import os
import threading

import fourcapitals as fc
import netCDF4
import numpy as np
import pytest
import xarray as xr
from attacks import times
from fourcapitals.errors import BadInput
from fourcapitals.results.content_checksum import content_checksum
from fourcapitals.results.files import save_table, written
from fourcapitals.results.opening import open_results


@pytest.fixture(scope="module")
def made():
    """Results of some areas, so that a file is small."""
    return fc.results.Results(fc.simulate(["baseline", "announced_2021"]).dataset.isel(area=slice(0, 12)))


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    return made.save(tmp_path_factory.mktemp("whole") / "r.nc").read_bytes()


@pytest.fixture
def file(whole, tmp_path):
    """A file of one's own, to break."""
    (tmp_path / "r.nc").write_bytes(whole)
    return tmp_path / "r.nc"


def refused(path):
    """What is said of a file that is refused, in one line."""
    with pytest.raises(BadInput) as told:
        open_results(path)
    assert str(told.value).startswith(f"{path}: ")
    return str(told.value)


def refused_or_the_same(path, made, what):
    """Whether a file is refused; one that is not must say what it said before, as nothing times a thousand does."""
    try:
        read = open_results(path).dataset
    except BadInput as error:
        said = str(error)
    else:
        assert read.identical(made.dataset), what
        return False
    assert said.startswith(f"{path}: "), what
    return True


def test_what_is_read_is_what_was_written(made, file):
    read = open_results(file)
    xr.testing.assert_identical(read.dataset, made.dataset)
    assert content_checksum(read.dataset) == content_checksum(made.dataset)
    assert open_results(read.save(file.with_name("again.nc"))).dataset.identical(made.dataset)


def edits(made):
    """Every variable, every attribute: a value changed, an order, a name, a word added, changed, taken away."""

    def value(name):
        def edit(opened):
            values = opened[name][...]
            flat = values.reshape(-1)
            flat[-1] = flat[-1] + "x" if values.dtype.kind in "UO" else np.nextafter(flat[-1], np.inf) + 1
            opened[name][...] = values

        return edit

    def turned(name):
        def edit(opened):
            opened[name][...] = opened[name][...][::-1]

        return edit

    def word(holder, name, new):
        def edit(opened):
            of = opened[holder] if holder else opened
            of.delncattr(name) if new is None else of.setncattr(name, new)

        return edit

    for name, variable in made.dataset.variables.items():
        yield f"value of {name}", value(name)
        if name in ("scenario", "title", "area", "area_name", "population", "award", "hle", "line_use"):
            yield f"order of {name}", turned(name)
        yield f"note on {name}", word(name, "note", "x")
        if variable.dtype.kind == "f":
            yield f"scale of {name}", word(name, "scale_factor", 1000.0)
        yield from ((f"{each} of {name}", word(name, each, new)) for each in variable.attrs for new in ("x", None))
    for name in made.dataset.attrs:
        yield from ((f"{name}", word(None, name, new)) for new in ("x", 3, None))
    yield "another attribute", word(None, "checksum", "0" * 64)
    yield "no checksum", word(None, "checksum", None)
    yield "renamed", lambda opened: opened.renameVariable("hle", "le2")
    yield "swapped", lambda opened: (opened.renameVariable("transport", "x"), opened.renameVariable("housing", "y"))


def test_every_edit_of_a_file_is_found(made, whole, file):
    """One value, word, name or order is changed at a time; the file stays sound NetCDF."""
    found = list(edits(made))
    assert len(found) > 200
    # The last few are of kinds of their own.
    step = times(12, 1)
    for what, edit in [*found[:-4:step], *found[-4:]]:
        file.write_bytes(whole)
        with netCDF4.Dataset(file, "a") as opened:
            edit(opened)
        refused_or_the_same(file, made, what)


def test_truncated_and_flipped_files_are_refused_in_one_line_or_unchanged(made, whole, file):
    generator = np.random.default_rng(0)
    for size in np.linspace(1, len(whole) - 1, times(12, 300)).astype(int):
        file.write_bytes(whole[:size])
        refused(file)
    told = 0
    for _ in range(times(25, 600)):
        content = bytearray(whole)
        # Half of them in the first pages, where the file says what it holds.
        at = int(generator.integers(len(content) if generator.random() < 0.5 else 20_000))
        content[at] ^= 1 << int(generator.integers(8))
        file.write_bytes(content)
        told += refused_or_the_same(file, made, f"byte {at}")
    assert told > 0


def test_a_file_that_would_fill_the_memory_is_refused_before(tmp_path):
    for name, chunks in (("values.nc", (1024,)), ("chunks.nc", (1 << 28,))):
        with netCDF4.Dataset(tmp_path / name, "w") as opened:
            opened.format = "fourcapitals results 2"
            opened.createDimension("draw", 10**12 if name == "values.nc" else None)
            opened.createVariable("hle", "f8", ("draw",), chunksizes=chunks)
        assert "GB of memory" in refused(tmp_path / name)


def test_what_never_ends_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.nc")
    (tmp_path / "zero.nc").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.nc", tmp_path / "zero.nc"):
        assert "not a file; give a results file" in refused(path)
        with pytest.raises(BadInput, match="not a file; give"), written(path, overwrite=True):
            pass
    with pytest.raises(BadInput, match="file name too long"):
        open_results(tmp_path / ("n" * 300 + ".nc"))


def test_files_of_other_versions_and_without_a_checksum_are_told(made, tmp_path):
    old = made.dataset.assign_attrs(format="fourcapitals results 1")
    old.to_netcdf(tmp_path / "old.nc", engine="netcdf4")
    assert "is fourcapitals results 1; this program reads fourcapitals results 2" in refused(tmp_path / "old.nc")
    made.dataset.to_netcdf(tmp_path / "own.nc", engine="netcdf4")
    assert "carries no checksum" in refused(tmp_path / "own.nc")
    with xr.open_dataset(tmp_path / "own.nc") as own:
        fc.results.Results(own.load()).save(tmp_path / "own.nc", overwrite=True)
    assert open_results(tmp_path / "own.nc").dataset.identical(made.dataset)


def test_of_two_runs_to_one_file_the_second_to_end_is_told(tmp_path):
    target, begun, ended = tmp_path / "r.csv", threading.Event(), threading.Event()

    def first():
        begun.wait(10)
        with written(target) as temporary:
            temporary.write_text("first", encoding="utf-8")
        ended.set()

    other = threading.Thread(target=first)
    other.start()

    def second():
        with written(target) as temporary:
            temporary.write_text("second", encoding="utf-8")
            begun.set()
            assert ended.wait(10)

    with pytest.raises(BadInput, match="was written by another run meanwhile"):
        second()
    other.join()
    assert target.read_text(encoding="utf-8") == "first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.csv"]


def test_on_a_disk_without_hard_links_files_are_written_too(made, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    assert open_results(made.save(tmp_path / "r.nc")).dataset.identical(made.dataset)
    with pytest.raises(BadInput, match="exists; choose another name"):
        made.save(tmp_path / "r.nc")


def test_through_a_link_the_file_that_it_leads_to_is_written(made, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "table.csv").symlink_to(tmp_path / "there" / "real.csv")
    save_table(made.spending, tmp_path / "table.csv")
    save_table(made.spending, tmp_path / "table.csv", overwrite=True)
    assert (tmp_path / "table.csv").is_symlink()
    assert (tmp_path / "there" / "real.csv").read_text(encoding="utf-8")
