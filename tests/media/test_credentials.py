"""Films that carry a signed statement of how they were made, read back by a reader of others."""

import json
from pathlib import Path

import av
import c2pa
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from apps.media.credentials import Unsigned, sign
from apps.media.marks import Source, mark, read_mark
from tests.media.certificates import make_certificate
from tests.media_files import film


@pytest.fixture
def take(tmp_path) -> Path:
    made = film(tmp_path / "film.mp4", 2)
    mark(made, Source.GENERATED)
    return made


@pytest.fixture
def certify(settings, tmp_path):
    """`certify(key)`: the studio has a certificate from now on."""

    def configure(key=None) -> None:
        chain, secret = make_certificate(tmp_path, key)
        settings.C2PA_CERTIFICATE, settings.C2PA_KEY = str(chain), str(secret)

    return configure


def statement(take: Path) -> dict:
    return json.loads(c2pa.Reader(str(take)).json())


def packets(take: Path) -> list[bytes]:
    with av.open(str(take)) as container:
        return [bytes(packet) for packet in container.demux() if packet.size]


def test_nothing_is_signed_without_a_certificate(take):
    before = take.read_bytes()
    sign(take, Source.GENERATED)
    assert take.read_bytes() == before


@pytest.mark.parametrize(
    "make_key",
    [
        lambda: ec.generate_private_key(ec.SECP256R1()),
        lambda: ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate,
        lambda: rsa.generate_private_key(65537, 3072),
    ],
    ids=["p256", "p384", "ed25519", "rsa"],
)
def test_a_reader_of_others_finds_the_statement_and_the_pictures_are_the_same(take, certify, make_key):
    certify(make_key())
    before = packets(take)
    sign(take, Source.GENERATED)
    said = statement(take)
    [manifest] = said["manifests"].values()
    actions = next(each for each in manifest["assertions"] if each["label"].startswith("c2pa.actions"))
    assert said["validation_state"] in {"Valid", "Trusted"}
    assert actions["data"]["actions"][0]["digitalSourceType"] == Source.GENERATED
    assert manifest["signature_info"]["issuer"] == "Teahouse"
    assert packets(take) == before
    assert read_mark(take) == Source.GENERATED
    assert list(take.parent.glob("*.mp4")) == [take]


def test_a_changed_picture_is_found_out(take, certify):
    certify()
    sign(take, Source.ANIMATED)
    content = bytearray(take.read_bytes())
    content[content.index(b"mdat") + 500] ^= 1
    take.write_bytes(content)
    assert statement(take)["validation_state"] == "Invalid"


@pytest.mark.parametrize("spoil", ["no key", "another key", "a kind of key that is not known", "no film"])
def test_what_cannot_be_signed_is_said_and_leaves_the_film_alone(take, certify, settings, tmp_path, spoil):
    certify()
    if spoil == "no key":
        Path(settings.C2PA_KEY).unlink()
    if spoil == "another key":
        other = tmp_path / "other"
        other.mkdir()
        settings.C2PA_KEY = str(make_certificate(other)[1])
    if spoil == "a kind of key that is not known":
        make_certificate(tmp_path, ec.generate_private_key(ec.SECP256K1()))
    if spoil == "no film":
        take.write_bytes(b"no film at all")
    before = take.read_bytes()
    with pytest.raises(Unsigned):
        sign(take, Source.GENERATED)
    assert take.read_bytes() == before
    assert list(take.parent.glob("*.mp4")) == [take]
