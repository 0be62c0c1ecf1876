"""Boxes of an SR by Tracking Identifier, as pydicom reads them: regions.py <file.sr.dcm>."""
import json
import sys

import pydicom


def concept(item): return item.ConceptNameCodeSequence[0].CodeValue if item.get('ConceptNameCodeSequence') else ''


def groups(item):
    for child in item.get('ContentSequence') or []:
        if concept(child) == '125007':
            yield child
        yield from groups(child)


found = {}
for group in groups(pydicom.dcmread(sys.argv[1])):
    [name] = [child.TextValue for child in group.ContentSequence if concept(child) == '112039']
    regions = [child for child in group.ContentSequence if concept(child) == '111030']
    if not regions:
        continue
    boxes = {tuple(region.GraphicData) for region in regions}
    [points] = boxes
    xs, ys = points[0::2], points[1::2]
    found[name] = {'template': group.ContentTemplateSequence[0].TemplateIdentifier, 'box': [min(xs), min(ys), max(xs), max(ys)],
                   'on': [region.ContentSequence[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID for region in regions]}
print(json.dumps(found))
