"""A manifest with another word anywhere is found at opening.

By default a sample of the edits; all of them with FOURCAPITALS_ATTACKS=full.
"""

import copy
import hashlib
import json
import shutil
from dataclasses import replace

import pytest
from attacks import sample
from fourcapitals.ensemble import run as e
from fourcapitals.ensemble import verification, workers
from fourcapitals.errors import BadInput
from fourcapitals.results.manifest import manifest_text
from fourcapitals.results.opening import open_results
from fourcapitals.results.store import Store
from stores import FEW_DRAWS, refused_or_the_same

OF_THE_MAKER = ("made_with", "fourcapitals_version")
"""What no recipe can give."""


def leaves(value, place=()):
    """Every place in what JSON holds; of long lists and tables the first and the last entries."""
    yield place
    entries = list(value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else []))
    for key, inner in entries if len(entries) < 40 else [*entries[:2], *entries[-2:]]:
        yield from leaves(inner, (*place, key))


def changed(value):
    """Values of the same kind, and of others."""
    same = {str: ["x", "", "0" * 64], int: [0, 1, 10**12, -1], float: [0.0, 1e308], bool: [True, False]}
    others = [None, "x", 3, 2.5, True, [], {}, [[]], {"x": 1}, "x" * 2_000]
    if isinstance(value, dict):
        entries = list(value.items())
        same[dict] = [dict(entries[::-1]), dict(entries[1:]), {**value, "another": 1}]
    if isinstance(value, list):
        same[list] = [value[::-1], value[1:], [*value, *value[:1]]]
    return [each for each in [*same.get(type(value), []), *others] if json.dumps(each) != json.dumps(value)]


def edits(manifest):
    """Manifests in which one place is another, or is gone."""
    for place in leaves(manifest):
        for new in [*changed(_at(manifest, place)), ...] if place else []:
            other = copy.deepcopy(manifest)
            inside = _at(other, place[:-1])
            if new is ...:
                del inside[place[-1]]
            else:
                inside[place[-1]] = new
            yield f"{'.'.join(map(str, place))} = {str(new)[:30]}", other


def _at(value, place):
    for key in place:
        value = value[key]
    return value


def test_every_edit_of_the_manifest_is_found_at_opening(store, content):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    found = list(edits(manifest))
    assert len(found) > 880
    for what, other in sample(found, 20):
        (store / "manifest.json").write_text(json.dumps(other), encoding="utf-8")
        assert refused_or_the_same(store, content, what), what


@pytest.fixture
def once_a_recipe(monkeypatch, tmp_path):
    """What verifying makes of a recipe is made once: the store that it lays out, and the block that it runs again."""
    real, kept = verification.lay_out, tmp_path / "laid_out"

    def lay_out(folder, header, carried):
        made = kept / hashlib.sha256(json.dumps(header).encode()).hexdigest()
        if not made.exists():
            real(made, header, carried)
        shutil.copytree(made, folder)

    monkeypatch.setattr(verification, "lay_out", lay_out)
    monkeypatch.setattr(verification, "carried_of", once(verification.carried_of))
    monkeypatch.setattr(workers, "run_block", once(workers.run_block))


def once(make):
    """Make the same of equal recipes once: each is read anew from its store, with a table of its own."""
    made = {}

    def kept(recipe, *others):
        key = (repr(replace(recipe, table=None)), recipe.table.checksum, others)
        if key not in made:
            made[key] = make(recipe, *others)
        return made[key]

    return kept


@pytest.mark.thorough
def test_a_forged_checksum_of_an_array_that_never_changes_is_found_by_verifying(store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    for name in ("award", "place"):
        arrays = {**manifest["arrays"], name: "0" * 64}
        (store / "manifest.json").write_bytes(manifest_text({**manifest, "arrays": arrays}))
        assert f"{store / name}: is missing or damaged" in "\n".join(e.verify(store, sample=1).faults)


@pytest.mark.thorough
def test_an_edit_with_its_checksum_is_found_at_opening_or_by_verifying(store, once_a_recipe):
    """Names swapped, orders turned, the reference, levels, seeds: forged together with the checksum of the manifest."""
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    swapped = copy.deepcopy(manifest)
    one, other = swapped["scenarios"]
    one["name"], other["name"] = other["name"], one["name"]
    named = [
        (f"{key} turned", {**manifest, key: changed(manifest[key])[0]}) for key in ("places", "areas", "scenarios")
    ]
    arrays = {name: each for name, each in manifest["arrays"].items() if name != "year"}
    named += [("arrays", {**manifest, "arrays": arrays})]
    named += [("rules", {**manifest, "rules": None}), ("rules", {**manifest, "rules": {}})]
    named += [("swapped", swapped), ("reference", {**manifest, "reference": "announced_2021"})]
    found = [(what, each) for what, each in edits(manifest) if not what.startswith((*OF_THE_MAKER, "checksum"))]
    for what, each in [*named, *sample(found, 3)]:
        (store / "manifest.json").write_bytes(manifest_text(each))
        written = json.loads((store / "manifest.json").read_bytes())
        if written == manifest and list(each) == list(manifest):
            continue
        if what.startswith("blocks.") and written == {**manifest, "checksum": written["checksum"]}:
            continue  # what is known of a block has no order
        try:
            Store.open(store)
            said = e.verify(store, sample=None).faults
        except BadInput as error:
            said = error.faults
        assert said, what
        assert not any("Traceback" in line for line in said)


@pytest.mark.parametrize("key", ["areas", "milestones"])
def test_a_manifest_of_fewer_areas_or_milestones_is_told_before_anything_is_counted(key, store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    held = manifest[key]
    first = dict(list(held.items())[:1]) if isinstance(held, dict) else held[:1]
    (store / "manifest.json").write_bytes(manifest_text({**manifest, key: first}))
    for use in (e.verify, lambda path: e.extend(path, draws=200), lambda path: Store.open(path).results()):
        with pytest.raises(BadInput):
            use(store)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "3", '{"format": "fourcapitals store"}', "[" * 100_000, "\xff"]
)
def test_what_is_no_manifest_is_told_in_one_line(text, store):
    (store / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(BadInput, match=r"manifest.json: is damaged|is a store of version") as told:
        Store.open(store)
    assert len(told.value.faults) == 1


def test_a_missing_key_and_a_wrong_type_are_named(store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    del manifest["scenarios"][0]["title"]
    (store / "manifest.json").write_bytes(manifest_text({**manifest, "seed": "x", "colour": 1}))
    said = r"scenarios.0.title is missing; seed: a valid integer expected, got 'x'; colour is not known; restore it"
    with pytest.raises(BadInput, match=said):
        Store.open(store)


@pytest.mark.thorough
def test_a_store_without_a_draw_is_not_sound(store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    none = {"group": None, "draws": 0, "checksum": None}
    empty = {**manifest, "blocks": [], "counts": none, "counts_of_full_blocks": none}
    (store / "manifest.json").write_bytes(manifest_text(empty))
    assert e.verify(store).faults == (f"holds no draw yet; go on with it: fourcapitals resume {store}",)
    with pytest.raises(BadInput, match="holds no draw yet"):
        open_results(store)
    assert e.resume(store).draws == FEW_DRAWS
