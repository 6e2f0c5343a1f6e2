"""A newcomer finds every module of a room in the paragraph that opens the room."""

import importlib
import pkgutil
import re

import fourcapitals
import pytest

ROOMS = tuple(each.name for each in pkgutil.iter_modules(fourcapitals.__path__) if each.ispkg)


def said_of(room):
    return importlib.import_module(f"fourcapitals.{room}").__doc__


def test_the_package_names_every_room():
    assert set(ROOMS) <= set(re.findall(r"`(\w+)`", fourcapitals.__doc__))


def test_beside_the_rooms_stand_few_modules():
    assert sum(not each.ispkg and each.name != "__main__" for each in pkgutil.iter_modules(fourcapitals.__path__)) <= 6


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_with_one_sentence_that_says_what_is_found(room):
    first, _, rest = said_of(room).partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")


# The modules of the command line are its groups of commands, which its help lists.
@pytest.mark.parametrize("room", sorted({*ROOMS} - {"cli"}))
def test_a_room_names_each_of_its_modules(room):
    modules = {each.name for each in pkgutil.iter_modules(importlib.import_module(f"fourcapitals.{room}").__path__)}
    assert modules <= set(re.findall(r"`(?:\w+\.)?(\w+)`", said_of(room))), room
