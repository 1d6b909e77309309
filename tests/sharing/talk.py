"""What a guest does in a browser of their own: `say(browser, link, take)` is a comment."""

import re

from django.urls import reverse


def of(link, name="watch", *more):
    return reverse(f"sharing:{name}", args=[link.public_id, *more])


def say(browser, link, take, text="Louder.", name="Pieter Vos", **more):
    return browser.post(of(link, "comment", take.pk), {"text": text, "name": name, **more})


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))
