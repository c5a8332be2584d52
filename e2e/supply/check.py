"""Holds the bill of materials to the schema of CycloneDX 1.5, strictly, and to itself."""

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = Path(sys.argv[1]).read_text()
fault = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
assert fault is None, fault

bill = json.loads(text)
parts = bill["components"]
named = {part["bom-ref"] for part in [bill["metadata"]["component"], *parts]}
needed = {need for entry in bill["dependencies"] for need in entry["dependsOn"]}
assert needed <= named, needed - named
# What comes from the registry has a checksum and a licence; nothing comes from elsewhere.
bare = [part["purl"] for part in parts if not part.get("hashes") or not part.get("licenses")]
assert not bare, bare
print(f"{len(parts)} packages in the bill, each with its checksum and licence")
