"""How the workers of an ensemble treat the program that they are part of."""

import gc

import fourcapitals as fc


def test_memory_is_kept_from_collection_while_blocks_are_run_and_no_longer():
    kept = []
    fc.run_ensemble("announced_2021", draws=2, workers=1, progress=lambda _: kept.append(gc.get_freeze_count()))
    assert kept[0] > 1000
    assert gc.get_freeze_count() == 0
