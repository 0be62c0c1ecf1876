"""model.onnx and golden arrays of same-patient."""
import torch

from common.export import smooth_noise, write_array, write_onnx
from common.prepare import zscore

from .data import SIZE, prepare


def write(net, out):
    write_onnx(net, torch.zeros(1, 1, SIZE, SIZE), out / 'model.onnx', {0: 'n'}, outputs=('embedding',))
    with torch.no_grad():
        for number in 1, 2:
            image = zscore(smooth_noise([SIZE, SIZE], seed=number)[None, None])
            write_array(out / f'golden/run-{number}-input.npy', image)
            write_array(out / f'golden/run-{number}-output.npy', net(image))
    # Neither square nor a multiple: the resize has to stretch, and to reduce one side less than the other.
    raw = (smooth_noise([300, 221], seed=3) * 255).round()
    write_array(out / 'golden/prepare-1-input.npy', raw)
    write_array(out / 'golden/prepare-1-output.npy', prepare(raw / 255))
