"""Writes <case>.input.json beside each captured request: what the request asks for.

The oracle is botocore (1.43.11 was used): its API models say which type each member has, and its
parser reads CBOR. Nothing of Updraft takes part. Run it in this folder: python3 record_inputs.py
"""

import datetime
import gzip
import json
import pathlib
import urllib.parse

import botocore.loaders
import botocore.model
import botocore.parsers

ROOT = pathlib.Path(__file__).parent


def main():
    loader = botocore.loaders.Loader()
    models = {
        name: botocore.model.ServiceModel(loader.load_service_model(name, "service-2"))
        for name in ("cloudwatch", "autoscaling")
    }
    for fixture in json.loads((ROOT / "index.json").read_text()):
        service, operation, _ = fixture["case"].split("/")
        shape = models[service].operation_model(operation).input_shape
        value = read(fixture, (ROOT / f"{fixture['case']}.http").read_bytes(), shape)
        path = ROOT / f"{fixture['case']}.input.json"
        path.write_text(json.dumps(value, ensure_ascii=False) + "\n")


def read(fixture, request, shape):
    head, body = request.split(b"\r\n\r\n", 1)
    start, *headers = head.decode("latin1").split("\r\n")
    if "content-encoding: gzip" in [header.lower() for header in headers]:
        body = gzip.decompress(body)
    if fixture["protocol"] == "json":
        return from_json(shape, json.loads(body))
    if fixture["protocol"] == "cbor":
        parser = botocore.parsers.RpcV2CBORParser()
        return from_json(shape, parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)))
    query = urllib.parse.urlsplit(start.split(" ")[1]).query
    form = body.decode() if fixture.get("isBodySigned", True) else ""
    pairs = urllib.parse.parse_qsl(query, True) + urllib.parse.parse_qsl(form, True)
    return from_query(shape, tree_of(pairs))


def from_json(shape, node):
    """JSON and CBOR have the members' names and, but for times, their types."""
    if shape.type_name == "structure":
        return {name: from_json(shape.members[name], node[name]) for name in shape.members if name in node}
    if shape.type_name == "list":
        return [from_json(shape.member, element) for element in node]
    if shape.type_name == "map":
        return {key: from_json(shape.value, value) for key, value in node.items()}
    if shape.type_name == "timestamp":
        if isinstance(node, datetime.datetime):
            return instant(node)
        return instant(datetime.datetime.fromtimestamp(node, datetime.timezone.utc))
    return node


def tree_of(pairs):
    root = {}
    for key, text in pairs:
        node = root
        for part in key.split("."):
            node = node.setdefault(part, {})
        node[""] = text
    return root


def from_query(shape, node):
    if shape.type_name == "structure":
        return {name: from_query(shape.members[name], node[name]) for name in shape.members if name in node}
    if shape.type_name == "list":
        name = shape.member.serialization.get("name", "member")
        numbered = node.get(name, {})
        return [from_query(shape.member, numbered[index]) for index in sorted(numbered, key=int)]
    text = node[""]
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name in ("double", "float"):
        return float(text)
    if shape.type_name == "boolean":
        return {"true": True, "false": False}[text.lower()]
    if shape.type_name == "timestamp":
        parsed = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return instant(parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.timezone.utc))
    assert shape.type_name == "string", shape.type_name
    return text


def instant(moment):
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


if __name__ == "__main__":
    main()
