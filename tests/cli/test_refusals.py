"""What commands say of bad input, of files that cannot be read and of places that cannot be written to."""

import errno

import pandas as pd
import pytest
import xarray as xr


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


BROKEN_RESULTS = {
    "missing": None,
    "empty": b"",
    "text": b"scenario,year\n",
    "binary": bytes(range(256)) * 50,
    "hdf5_signature_alone": b"\x89HDF\r\n\x1a\n",
}


@pytest.mark.parametrize("kind", BROKEN_RESULTS)
def test_a_broken_results_file_is_told_without_a_traceback_or_output(kind, call, tmp_path):
    content = BROKEN_RESULTS[kind]
    if content is not None:
        (tmp_path / "r.nc").write_bytes(content)
    before = set(tmp_path.iterdir())
    code, out, err = call("plot", "r.nc", "--out", "r.png")
    assert code == 2
    assert out == ""
    assert err.startswith("r.nc: ")
    assert "Traceback" not in err
    assert set(tmp_path.iterdir()) == before


def test_a_truncated_results_file_is_told(call, results_file, tmp_path):
    whole = (tmp_path / results_file).read_bytes()
    (tmp_path / results_file).write_bytes(whole[: len(whole) // 2])
    code, _, err = call("plot", results_file, "--out", "r.png")
    assert code == 2
    assert "cannot be read as NetCDF" in err


def test_a_netcdf_file_of_another_program_is_told(call, tmp_path):
    import xarray as xr

    xr.Dataset({"x": ("time", [1.0])}).to_netcdf(tmp_path / "other.nc", engine="netcdf4")
    code, _, err = call("plot", "other.nc", "--out", "r.png")
    assert code == 2
    assert "is not a results file" in err


def test_a_folder_is_no_results_file(call, tmp_path):
    (tmp_path / "folder").mkdir()
    assert call("plot", "folder", "--out", "r.png")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "announced"], "did you mean 'announced_2021'"),
        (["run", "baseline", "baseline"], "baseline"),
        (["run", "nowhere.toml"], "nowhere.toml: no such file"),
        (["run", "."], "folder"),
        (["run", "baseline", "--out", "results.csv"], "ends in .nc"),
        (["run", "baseline", "--seed", "0"], "--seed: one run at central values has no draws; add --draws"),
        (["run", "baseline", "--keep", "areas", "--workers", "1"], "--workers, --keep: one run"),
        (["run", "baseline", "--dask", "tcp://127.0.0.1:1"], "--dask: one run"),
        (["map", "--scenario", "baseline", "--out", "m.png"], "--scenario: without results a map shows the observed"),
        (["map", "--show", "change", "--year", "2030", "--out", "m.png"], "--show, --year: without results"),
        (["map", "--indicator", "smoking_share", "--outcome", "hle", "--out", "m.png"], "--outcome: an indicator is"),
        (["map", "r.nc", "--indicator", "smoking_share", "--out", "m.png"], "r.nc: an indicator is observed"),
        (["area", "Hartlepool", "--reference", "per_head"], "--reference: says what projections are compared with"),
        (["marginal", "--seed", "1"], "--seed: names the draws; add --draws"),
        (
            ["dashboard", "runs", "--seed", "0"],
            "--seed: results keep the parameters that they were made with, their seed",
        ),
        (["dashboard", "runs", "--set", "x=1", "--reference", "per_head"], "--reference, --set: results keep"),
        (["run", "baseline", "--out", "no/such/folder.nc"], "does not exist"),
        (["run", "announced_2021", "--reference", "basline"], "did you mean 'baseline'"),
        (["area", "Hartlepol"], "did you mean 'Hartlepool'"),
        (["audit", "luf", "--kind", "map"], "add --out"),
        (["audit", "luf", "--kind", "bars", "--out", "a.png"], "'bars'"),
        (["audit", "luf", "--out", "a.gif"], "a.gif: a figure is written as .png, .svg or .pdf"),
        (["audit", "luf", "--sex", "men", "--out", "a.png"], "no sex 'men'"),
        (["audit", "luf", "--against", "health_need"], "luf is a list without money"),
        (["marginal", "--use", "nhs"], "add --map"),
        (["marginal", "--use", "hns", "--map", "m.png"], "did you mean 'nhs'"),
        (["marginal", "--map", "m.gif"], "m.gif: a figure is written as .png, .svg or .pdf"),
        (["marginal", "--map", "m.png", "--out", "m.csv"], "the picture writes its own data there"),
        (["marginal", "--draws", "-1"], "greater than or equal to 0"),
        (["marginal", "basline"], "did you mean 'baseline'"),
    ],
)
def test_bad_input_leaves_with_2_says_what_to_do_and_writes_nothing(arguments, told, call, tmp_path):
    code, out, err = call(*arguments)
    assert code == 2
    assert out == ""
    assert told in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--outcome", "hlee"], "did you mean 'hle'"),
        (["--reference", "basline"], "did you mean 'baseline'"),
        (["--area", "Hartlepol"], "did you mean 'Hartlepool'"),
        (["--kind", "regions", "--area", "Hartlepool"], "--area: a chart of regions shows all areas"),
        (["--scenario", "announced_2021"], "--scenario: a chart of projection shows every scenario"),
        (["--kind", "strategies", "--scenario", "announced_2021"], "--scenario: a chart of strategies shows every"),
        (["--kind", "inequality", "--scenario", "announced_2021"], "--scenario: a chart of inequality shows every"),
        (["--kind", "money", "--scenario", "baseline", "--scenario", "announced_2021"], "money shows one; 2 are given"),
        (["--kind", "money", "--outcome", "hle"], "--outcome: a chart of money shows no outcome"),
    ],
)
def test_bad_choices_of_a_chart_are_told(options, told, call, results_file, tmp_path):
    code, _, err = call("plot", results_file, "--out", "r.png", *options)
    assert code == 2
    assert told in err
    assert [entry.name for entry in tmp_path.iterdir()] == [results_file]


def test_an_unknown_picture_format_is_told(call, results_file):
    code, _, err = call("plot", results_file, "--out", "r.gif")
    assert code == 2
    assert "r.gif" in err


def test_outputs_are_never_overwritten_silently(call, results_file, tmp_path):
    before = (tmp_path / results_file).read_bytes()
    code, _, err = call("run", "public_health_restored", "--out", results_file)
    assert code == 2
    assert "exists" in err
    assert (tmp_path / results_file).read_bytes() == before
    assert call("run", "baseline", "--out", results_file, "--overwrite")[0] == 0


def test_a_read_only_folder_is_told_before_any_work_is_done(call, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setattr("fourcapitals.simulate", lambda *_: pytest.fail("work was done"))
    code, _, err = call("run", "baseline", "--out", "results.nc")
    assert code == 2
    assert "cannot be written to" in err


@pytest.mark.parametrize("asked", [["run", "baseline", "--out"], ["compare", "results.nc", "--csv"]])
@pytest.mark.parametrize(("free", "told"), [(0, "the disk is full; free some space"), (1 << 50, "cannot be written: ")])
def test_a_disk_that_fails_is_told_and_leaves_what_was_there(
    asked, free, told, call, results_file, tmp_path, monkeypatch
):
    """NetCDF tells of a full disk by a RuntimeError that does not say so."""

    def fail_netcdf(*_, **__):
        raise RuntimeError("NetCDF: HDF error")

    def fail_table(*_, **__):
        raise OSError(errno.EIO if free else errno.ENOSPC, "it fails")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", fail_netcdf)
    monkeypatch.setattr(pd.DataFrame, "to_csv", fail_table)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Disk", (), {"free": free}))
    (tmp_path / "target").write_text("before", encoding="utf-8")
    code, out, err = call(*asked, "target.nc" if asked[0] == "run" else "target", "--overwrite", "--quiet")
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err
    assert {entry.name for entry in tmp_path.iterdir()} == {results_file, "target"}
    assert (tmp_path / "target").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    "command",
    [
        ["marginal", "--out", "best.png"],
        ["compare", "results.nc", "--csv", "areas.xlsx"],
        ["evidence", "--csv", "letters.json"],
    ],
)
def test_a_table_is_not_written_under_the_name_of_another_kind_of_file(command, call, tmp_path):
    code, out, err = call(*command)
    assert (code, out) == (2, "")
    assert err == f"{command[-1]}: a table is written as CSV; give a name that ends in .csv\n"
    assert not (tmp_path / command[-1]).exists()
