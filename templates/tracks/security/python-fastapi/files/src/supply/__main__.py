"""The command line: `python -m supply sbom | bundle | sign | verify | advisories`.

exit: 0 done, 1 findings or nothing to work on, 6 the image is not what was signed
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from supply.advisories import match, read_advisories
from supply.bundle import application_files, build, source_hash
from supply.lock import pins, roots, sha256_of
from supply.sbom import listed, make_sbom, to_bytes
from supply.sign import PROVENANCE, SBOM, new_signer, provenance, read_public, write_signatures
from supply.verify import BrokenLink, verify, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LOCK: Final = Path("requirements/base.txt")
VERSION: Final = "1.0.0"
REFUSED: Final = 6
OUT: Final = Path("var")
SIGNATURES: Final = OUT / "signatures"
KEY: Final = OUT / "signing-key.pem"


def _sbom(_args: argparse.Namespace) -> int:
    document = make_sbom(roots(LOCK.with_suffix(".in")), VERSION)
    OUT.mkdir(exist_ok=True)
    (OUT / "sbom.json").write_bytes(to_bytes(document))
    sys.stdout.write(f"{OUT / 'sbom.json'}: {len(listed(document))} components\n")
    return 0


def _bundle(args: argparse.Namespace) -> int:
    digest = build(application_files(Path()), args.image, VERSION)
    sys.stdout.write(f"{args.image}: {digest}\n")
    return 0


def _sign(args: argparse.Namespace) -> int:
    digest = walk(args.image)
    document = make_sbom(roots(LOCK.with_suffix(".in")), VERSION)
    made_of = provenance(sha256_of(LOCK), source_hash(application_files(Path())))
    signer = new_signer(KEY)
    write_signatures(SIGNATURES, signer, digest, {PROVENANCE: made_of, SBOM: document})
    sys.stdout.write(f"{SIGNATURES}: provenance and SBOM of {digest[:19]}, signed by {signer.public_key.keyid[:12]}\n")
    return 0


def _verify(args: argparse.Namespace) -> int:
    key = read_public(KEY.with_suffix(".pub.json"))
    said = verify(args.image, SIGNATURES, key, sha256_of(LOCK))
    count = len(said[SBOM].get("components", []))
    sys.stdout.write(f"verified: every blob, two statements by {key.keyid[:12]}, the lock, {count} components\n")
    return 0


def _advisories(args: argparse.Namespace) -> int:
    advisories = read_advisories(Path("supply/advisories"))
    findings = match(pins(args.lock), advisories)
    for finding in findings:
        sys.stdout.write(f"{finding.component} {finding.version}: {finding.advisory}, fixed in {finding.fixed}\n")
    newest = max(advisory["modified"][:10] for advisory in advisories)
    sys.stdout.write(f"sample of {newest} ({len(advisories)} advisories, no audit): {len(findings)} findings\n")
    return 1 if findings else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="supply", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {"bundle": _bundle, "sign": _sign, "verify": _verify}
    commands.add_parser("sbom").set_defaults(act=_sbom)
    commands.add_parser("advisories").set_defaults(act=_advisories)
    commands.choices["advisories"].add_argument("--lock", type=Path, default=LOCK)
    for name, act in verbs.items():
        command = commands.add_parser(name)
        command.add_argument("--image", type=Path, default=OUT / "image")
        command.set_defaults(act=act)
    args = parser.parse_args(argv)
    try:
        return int(args.act(args))
    except BrokenLink as why:
        sys.stderr.write(f"REFUSED: {why}\n")
        return REFUSED
    except FileNotFoundError as why:
        first = {"sign": "; make bundle makes it", "verify": "; make bundle sign makes it"}.get(args.command, "")
        sys.stderr.write(f"supply: {why.filename} is not there{first}\n")
        return 1
    except (OSError, json.JSONDecodeError) as why:
        sys.stderr.write(f"supply: {why}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
