"""What is written beside a picture, and that it is written whole, alike each time, and over nothing."""

import errno

import pandas as pd
import pytest
from fourcapitals import plots
from fourcapitals.errors import BadInput
from fourcapitals.plots import FORMATS


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_comes_with_its_data_its_words_and_its_command(four, tmp_path, suffix):
    figure = plots.projection(four)
    picture, data, text = plots.save(figure, tmp_path / f"chart{suffix}")
    assert picture.stat().st_size > 10_000
    table = pd.read_csv(data)
    assert {"panel", "series", "year", "value_in_unit", "unit"} <= set(table.columns)
    assert table["value_in_unit"].to_numpy() == pytest.approx(figure.data["value"].to_numpy(), rel=1e-9)
    words = text.read_text(encoding="utf-8")
    assert words.startswith(figure.alt_text)
    assert f"fourcapitals plot results.nc --outcome hle --reference baseline --out chart{suffix}" in words
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["chart.csv", "chart.txt", f"chart{suffix}"])


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_results_give_the_same_file(four, tmp_path, suffix):
    first, _, _ = plots.save(plots.projection(four), tmp_path / f"a{suffix}")
    second, _, _ = plots.save(plots.projection(four), tmp_path / f"b{suffix}")
    assert first.read_bytes() == second.read_bytes()


def test_nothing_is_overwritten_silently(four, tmp_path):
    (tmp_path / "chart.csv").write_text("mine")
    (tmp_path / "chart.txt").write_text("mine")
    with pytest.raises(BadInput) as caught:
        plots.save(plots.projection(four), tmp_path / "chart.png")
    assert [fault.split(": ")[0] for fault in caught.value.faults] == [
        str(tmp_path / "chart.csv"),
        str(tmp_path / "chart.txt"),
    ]
    assert not (tmp_path / "chart.png").exists()
    plots.save(plots.projection(four), tmp_path / "chart.png", overwrite=True)
    assert (tmp_path / "chart.csv").read_text(encoding="utf-8-sig").startswith("panel,")


def test_a_folder_that_takes_no_file_is_told(four, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(BadInput, match=r"chart\.png: cannot be written: Read-only file system"):
        plots.save(plots.projection(four), tmp_path / "chart.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "said"), [("chart.gif", "not '.gif'"), ("chart", "this name has no ending")])
def test_an_unknown_format_is_told_with_the_known(four, tmp_path, name, said):
    with pytest.raises(BadInput) as caught:
        plots.save(plots.projection(four), tmp_path / name)
    assert "a figure is written as .png, .svg or .pdf" in str(caught.value)
    assert said in str(caught.value)
