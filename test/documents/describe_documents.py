"""What pydicom says of documents: standard input has paths, standard output an answer each, as JSON."""
import json
import sys

import pydicom


def meaning(item, keyword):
    sequence = item.get(keyword)
    return sequence[0].get("CodeMeaning", "") if sequence else ""


def tree(item, depth=0):
    value = ""
    kind = item.get("ValueType", "")
    if kind == "TEXT":
        value = item.TextValue
    elif kind == "CODE":
        value = meaning(item, "ConceptCodeSequence")
    elif kind == "NUM" and item.get("MeasuredValueSequence"):
        value = item.MeasuredValueSequence[0].NumericValue.original_string
    yield depth, meaning(item, "ConceptNameCodeSequence"), kind, value
    for child in item.get("ContentSequence", []):
        yield from tree(child, depth + 1)


def waveforms(data):
    for n, group in enumerate(data.get("WaveformSequence", [])):
        values = data.waveform_array(n)
        names = [meaning(one, "ChannelSourceSequence") for one in group.ChannelDefinitionSequence]
        yield {"frequency": float(group.SamplingFrequency), "names": names, "values": values.T.tolist()}


def describe(path):
    data = pydicom.dcmread(path)
    lines = list(tree(data)) if "ContentSequence" in data else []
    return {"lines": lines, "waveforms": list(waveforms(data))}


print(json.dumps([describe(path) for path in json.load(sys.stdin)]))
