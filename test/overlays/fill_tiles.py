"""Writes a sparse label map of a whole slide with all its tiles (TILED_FULL): fill_tiles.py <sparse> <full>."""
import sys

import numpy as np
import pydicom

sparse, full = sys.argv[1:]
dataset = pydicom.dcmread(sparse)
matrix = np.zeros((dataset.TotalPixelMatrixRows, dataset.TotalPixelMatrixColumns), dataset.pixel_array.dtype)
for groups, tile in zip(dataset.PerFrameFunctionalGroupsSequence, dataset.pixel_array):
    place = groups.PlanePositionSlideSequence[0]
    row, column = place.RowPositionInTotalImagePixelMatrix - 1, place.ColumnPositionInTotalImagePixelMatrix - 1
    matrix[row:row + dataset.Rows, column:column + dataset.Columns] = tile
down, across = matrix.shape[0] // dataset.Rows, matrix.shape[1] // dataset.Columns
tiles = matrix.reshape(down, dataset.Rows, across, dataset.Columns).swapaxes(1, 2)
del dataset.PerFrameFunctionalGroupsSequence
dataset.DimensionOrganizationType = 'TILED_FULL'
dataset.NumberOfFrames = down * across
dataset.PixelData = tiles.tobytes()
dataset.save_as(full)
