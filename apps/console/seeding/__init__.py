"""A made-up studio: teams with their people, faces, voices and thousands of videos (`manage.py seed`).

The same seed gives the same studio. Everything is written in bulk, as it would stand there had people worked for two
years; nothing is sent to a service. Videos of a team share a handful of real files.
"""
