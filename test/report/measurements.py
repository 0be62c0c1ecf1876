"""The measurement groups of a TID 1500 document as pydicom reads them: Tracking Identifier to numbers and graphics."""
import json
import sys

import pydicom


def concept(item, sequence='ConceptNameCodeSequence'):
    codes = item.get(sequence)
    return f'{codes[0].CodeMeaning} ({codes[0].get("CodeValue", codes[0].get("LongCodeValue"))}, {codes[0].CodingSchemeDesignator})' if codes else None


def graphic(item):
    on = [s.ReferencedSOPInstanceUID for c in item.get('ContentSequence', []) for s in c.ReferencedSOPSequence]
    frames = [s.get('ReferencedFrameNumber') for c in item.get('ContentSequence', []) for s in c.ReferencedSOPSequence]
    return {
        'type': f'{item.ValueType} {item.GraphicType}',
        'points': [round(float(v), 3) for v in item.GraphicData],
        'on': on[0] if on else item.get('ReferencedFrameOfReferenceUID'),
        'frame': frames[0] if frames else None,
    }


document = pydicom.dcmread(sys.argv[1])
container = next(c for c in document.ContentSequence if concept(c) == 'Imaging Measurements (126010, DCM)')
groups = {}
for group in container.ContentSequence:
    content = list(group.ContentSequence)
    name = next(c.TextValue for c in content if concept(c) == 'Tracking Identifier (112039, DCM)')
    groups[name] = {
        'template': group.ContentTemplateSequence[0].TemplateIdentifier,
        'uid': next(c.UID for c in content if concept(c) == 'Tracking Unique Identifier (112040, DCM)'),
        'by': next(str(c.PersonName) for c in content if c.ValueType == 'PNAME'),
        'regions': [graphic(c) for c in content if c.ValueType in ('SCOORD', 'SCOORD3D')],
        'numbers': [
            {
                'what': concept(c),
                'derivation': next((concept(d, 'ConceptCodeSequence') for d in c.get('ContentSequence', []) if d.ValueType == 'CODE'), None),
                'value': float(c.MeasuredValueSequence[0].NumericValue),
                'unit': c.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue,
                'from': [graphic(d) for d in c.get('ContentSequence', []) if d.ValueType in ('SCOORD', 'SCOORD3D')],
            }
            for c in content if c.ValueType == 'NUM'
        ],
    }
json.dump(groups, sys.stdout)
