"""The labelled set: what is right today stays right. `-rP` shows the figures, `labelled.py` says what they mean."""

import sys

import pytest

from tests.vision import THOROUGH
from tests.vision.count import Score, distinct_faces, no_faces, of_change, of_groups, parts_without_faces
from tests.vision.labelled import CHANGES

MUCH = {"blurred much": 0.8}  # of the others, all are found
PARTS = 20 if THOROUGH else 2  # of each picture without a face


def rate(score: Score) -> float:
    sys.stdout.write(f"{score}\n")
    return score.right / score.pictures


def test_every_distinct_face_is_found_once_and_upright():
    assert rate(distinct_faces()) == 1


def test_nothing_is_taken_for_a_face():
    assert rate(no_faces()) == 1


@pytest.mark.timeout(600 if THOROUGH else 120)
def test_hardly_any_part_of_a_picture_is_taken_for_a_face():
    assert rate(parts_without_faces(PARTS)) >= 0.99


@pytest.mark.parametrize("count", range(2, 7))
def test_in_a_group_everybody_is_counted(count):
    assert rate(of_groups(count)) == 1


@pytest.mark.parametrize("change", CHANGES)
def test_what_can_happen_to_a_photo_hides_no_face(change):
    assert rate(of_change(change)) >= MUCH.get(change, 1)
