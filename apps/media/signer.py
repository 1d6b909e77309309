"""Signing a film with c2pa-python, and reading back whether the signature holds.

A program of its own (`python -m apps.media.signer`, started by `credentials.py`). Its package is there only in studios
that installed the extra "content-credentials".
"""

import json
import sys
from pathlib import Path
from typing import Any

import c2pa
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from apps.core.limits import allow_processor_time, limit_this_process, take_standard_output

MEMORY = 4 * 1024**3  # bytes of address space
MAKER = {"name": "Avatar Studio"}
CURVES = {"secp256r1": c2pa.C2paSigningAlg.ES256, "secp384r1": c2pa.C2paSigningAlg.ES384}


def main() -> None:
    """Sign one film: {"film", "signed", "source", "certificate", "key", ...} in, {"problem"} out, empty if it holds."""
    answers = take_standard_output()
    request: dict[str, Any] = json.load(sys.stdin)
    limit_this_process(memory=MEMORY, written_file=request["longest"])
    allow_processor_time(request["cpu_seconds"])
    answers.write(json.dumps({"problem": _problem(request)}) + "\n")
    answers.flush()


def _problem(request: dict[str, Any]) -> str:
    try:
        sign(request)
        state = json.loads(c2pa.Reader(request["signed"]).json())["validation_state"]
    except (c2pa.C2paError, OSError, ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if state in ("Valid", "Trusted") else f"the signature reads back as {state}"


def sign(request: dict[str, Any]) -> None:
    """Write the film with its statement to "signed". Pictures and sound are copied as they are."""
    key = Path(request["key"]).read_bytes()
    chain = Path(request["certificate"]).read_bytes()
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(_algorithm(key), chain, key, None))
    made = {"action": "c2pa.created", "digitalSourceType": request["source"]}
    statement = {
        "claim_generator_info": [MAKER],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [made]}}],
    }
    c2pa.Builder(json.dumps(statement)).sign_file(request["film"], request["signed"], signer)


def _algorithm(pem: bytes) -> c2pa.C2paSigningAlg:
    """The one that goes with the key. Raises ValueError for kinds that C2PA does not know."""
    key = load_pem_private_key(pem, password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return c2pa.C2paSigningAlg.ED25519
    if isinstance(key, rsa.RSAPrivateKey):
        return c2pa.C2paSigningAlg.PS256
    raise ValueError("C2PA does not know this kind of key: use one of P-256, P-384, Ed25519 or RSA.")


if __name__ == "__main__":
    main()
