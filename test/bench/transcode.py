"""Writes the DICOM files of a folder again in another transfer syntax, by GDCM; values stay what they are.

    transcode.py <from> <to> <rle | jpeg-lossless | jpeg-ls | jpeg-2000> <how many>
"""
import pathlib
import sys

import gdcm

source, target, name, count = sys.argv[1:]
syntax = {'rle': gdcm.TransferSyntax.RLELossless, 'jpeg-lossless': gdcm.TransferSyntax.JPEGLosslessProcess14_1,
          'jpeg-ls': gdcm.TransferSyntax.JPEGLSLossless, 'jpeg-2000': gdcm.TransferSyntax.JPEG2000Lossless}[name]
for path in sorted(pathlib.Path(source).iterdir())[:int(count)]:
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    assert reader.Read()
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer = gdcm.ImageWriter()
    writer.SetFileName(str(pathlib.Path(target) / path.name))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
