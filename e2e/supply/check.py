"""Validates the bill of materials by the schema of CycloneDX 1.5 and checks that it is complete."""

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = Path(sys.argv[1]).read_text()
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
assert error is None, error

bill = json.loads(text)
components = bill["components"]
described = {component["bom-ref"] for component in [bill["metadata"]["component"], *components]}
required = {reference for entry in bill["dependencies"] for reference in entry["dependsOn"]}
assert required <= described, required - described
# Every package comes from the registry, which gives a checksum and a licence.
incomplete = [component["purl"] for component in components if not component.get("hashes") or not component.get("licenses")]
assert not incomplete, incomplete
print(f"{len(components)} packages, each with checksum and licence")
