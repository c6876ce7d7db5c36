"""Checks a folder against the MUSTs of RO-Crate 1.1 and of the profile Process Run Crate 0.5, and that its files are those it describes."""

from __future__ import annotations

import datetime
import hashlib
import json
import pathlib
import re
import urllib.parse

CRATE = "https://w3id.org/ro/crate/1.1"
PROFILE = re.compile(r"^https://w3id\.org/ro/wfrun/process/\d+\.\d+$")
ABSOLUTE = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")


def listed(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def types(entity: dict) -> list[str]:
    return listed(entity.get("@type"))


def ids(value) -> list[str]:
    return [item["@id"] for item in listed(value) if isinstance(item, dict)]


def is_date(text: object) -> bool:
    try:
        datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return False
    return isinstance(text, str)


def flat_problems(entity: dict) -> list[str]:
    """Flattened JSON-LD: a property is a literal, a reference with nothing but its @id, or an array of several of those."""
    found = []
    for key, value in entity.items():
        if isinstance(value, list) and len(value) < 2:
            found.append(f"{entity['@id']}: {key} is an array of {len(value)}")
        found += [f"{entity['@id']}: {key} is nested" for item in listed(value) if isinstance(item, dict) and set(item) != {"@id"}]
    return found


def file_problems(root: pathlib.Path, entity: dict) -> list[str]:
    name = entity["@id"]
    if ABSOLUTE.match(name):
        return []
    if re.search(r"[ \"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})", name) or name.startswith(("/", "../")):
        return [f"{name}: not a relative URI path"]
    path = root / urllib.parse.unquote_to_bytes(name).decode(errors="surrogateescape")
    if not path.is_file():
        return [f"{name}: there is no such file"]
    data = path.read_bytes()
    found = []
    if entity.get("contentSize") != str(len(data)):
        found.append(f"{name}: contentSize")
    if entity.get("sha256") != hashlib.sha256(data).hexdigest():
        found.append(f"{name}: sha256")
    return found


def action_problems(action: dict, entities: dict[str, dict]) -> list[str]:
    found = []
    instruments = ids(action.get("instrument"))
    if not any("SoftwareApplication" in types(entities.get(name, {})) for name in instruments):
        found.append(f"{action['@id']}: no software as its instrument")
    for key in ("object", "result"):
        found += [f"{action['@id']}: {key} {name} is no file" for name in ids(action.get(key)) if "File" not in types(entities.get(name, {}))]
    found += [f"{action['@id']}: {key}" for key in ("startTime", "endTime") if key in action and not is_date(action[key])]
    if "error" in action and not any(name.endswith("FailedActionStatus") for name in ids(action.get("actionStatus"))):
        found.append(f"{action['@id']}: an error without a failure")
    return found


def graph_problems(root: pathlib.Path, graph: list[dict]) -> list[str]:
    found = []
    for entity in graph:
        if not isinstance(entity.get("@id"), str) or not types(entity):
            return [f"an entity without @id or @type: {entity}"]
    entities = {entity["@id"]: entity for entity in graph}
    if len(entities) < len(graph):
        found.append("an @id stands twice")
    for entity in graph:
        found += flat_problems(entity)
        found += [f"{entity['@id']}: {name} is not described" for value in entity.values() for name in ids(value)
                  if name not in entities and not ABSOLUTE.match(name)]  # fmt: skip
    descriptor = entities.get("ro-crate-metadata.json", {})
    if "CreativeWork" not in types(descriptor) or ids(descriptor.get("conformsTo")) != [CRATE]:
        found.append("no descriptor of the metadata file")
    dataset = entities.get((ids(descriptor.get("about")) or [""])[0], {})
    if types(dataset) != ["Dataset"] or not dataset.get("@id", "").endswith("/"):
        return found + ["no root dataset"]
    if not is_date(dataset.get("datePublished")):
        found.append("the root has no datePublished")
    if not any(PROFILE.match(name) and "CreativeWork" in types(entities.get(name, {})) for name in ids(dataset.get("conformsTo"))):
        found.append("the root conforms to no profile that is described")
    files = [entity for entity in graph if "File" in types(entity)]
    found += [f"{entity['@id']} is not part of the root" for entity in files if entity["@id"] not in ids(dataset.get("hasPart"))]
    for entity in files:
        found += file_problems(root, entity)
    actions = [entity for entity in graph if "CreateAction" in types(entity)]
    if not actions:
        found.append("no action")
    found += [f"{action['@id']} is not mentioned" for action in actions if action["@id"] not in ids(dataset.get("mentions"))]
    for action in actions:
        found += action_problems(action, entities)
    return found


def problems(root: pathlib.Path) -> list[str]:
    """What is wrong with the crate in folder `root`; an empty list: nothing."""
    metadata = root / "ro-crate-metadata.json"
    if not metadata.is_file():
        return ["there is no ro-crate-metadata.json"]
    document = json.loads(metadata.read_bytes().decode("utf-8"))
    found = [] if CRATE + "/context" in listed(document.get("@context")) else ["the context is not RO-Crate's"]
    if set(document) != {"@context", "@graph"} or not isinstance(document["@graph"], list):
        return found + ["not flattened JSON-LD"]
    return found + graph_problems(root, document["@graph"])
