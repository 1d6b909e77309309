"""The studio's settings with one page more: a bare list of the same rows, served by the same processes."""
# ruff: noqa: F403 - these are the settings of the product

from avatarstudio.settings import *

ROOT_URLCONF = "tests.bench.bare_list"
