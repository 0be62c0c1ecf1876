"""An SR by pydicom: one measurement group a finding of the JSON on standard input, written to the path given."""
import json
import sys

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid


def code(scheme, value, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return Sequence([item])


def content(relation, kind, concept, children=(), **values):
    item = Dataset()
    item.RelationshipType, item.ValueType, item.ConceptNameCodeSequence = relation, kind, code(*concept)
    for keyword, value in values.items():
        setattr(item, keyword, value)
    if children:
        item.ContentSequence = Sequence(children)
    return item


def number(concept, value, unit):
    measured = Dataset()
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = value, code('UCUM', unit, unit)
    return content('CONTAINS', 'NUM', concept, MeasuredValueSequence=Sequence([measured]))


def placed(region):
    """A region on an image, or one in the patient."""
    if 'space' in region:
        return content('CONTAINS', 'SCOORD3D', ('DCM', '111030', 'Image Region'), GraphicType=region['graphic'], GraphicData=region['points'], ReferencedFrameOfReferenceUID=region['space'])
    image = Dataset()
    image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = '1.2.840.10008.5.1.4.1.1.4', region['image']
    source = Dataset()
    source.RelationshipType, source.ValueType, source.ReferencedSOPSequence = 'SELECTED FROM', 'IMAGE', Sequence([image])
    return content('CONTAINS', 'SCOORD', ('DCM', '111030', 'Image Region'), [source], GraphicType=region['graphic'], GraphicData=region['points'])


def group(finding):
    items = [content('CONTAINS', 'CODE', ('DCM', '121071', 'Finding'), ConceptCodeSequence=code('99TEST', 'F', finding['name']))]
    if 'volumeMm3' in finding:
        items.append(number(('SCT', '118565006', 'Volume'), finding['volumeMm3'], 'mm3'))
    for region in finding.get('regions', []):
        items.append(placed(region))
    if 'graphic' in finding:
        items.append(content('CONTAINS', 'SCOORD', ('DCM', '111030', 'Image Region'), GraphicType=finding['graphic'], GraphicData=finding['points']))
    return content('CONTAINS', 'CONTAINER', ('DCM', '125007', 'Measurement Group'), items, ContinuityOfContent='SEPARATE')


report = Dataset()
report.file_meta = FileMetaDataset()
report.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
report.SOPClassUID = report.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.88.33'
report.SOPInstanceUID = report.file_meta.MediaStorageSOPInstanceUID = generate_uid()
report.StudyInstanceUID, report.SeriesInstanceUID, report.Modality = generate_uid(), generate_uid(), 'SR'
report.ValueType, report.ContinuityOfContent = 'CONTAINER', 'SEPARATE'
report.ConceptNameCodeSequence = code('DCM', '126000', 'Imaging Measurement Report')
findings = json.load(sys.stdin)
report.ContentSequence = Sequence([content('CONTAINS', 'CONTAINER', ('DCM', '126010', 'Imaging Measurements'), [group(one) for one in findings], ContinuityOfContent='SEPARATE')])
report.is_little_endian, report.is_implicit_VR = True, False
report.save_as(sys.argv[1], write_like_original=False)
