"""model.onnx and golden arrays of hippocampus-mr."""
import torch

from common.export import smooth_noise, write_array, write_onnx

from .data import normalise, prepare


def write(net, out):
    write_onnx(net, torch.zeros(1, 1, 24, 32, 24), out / 'model.onnx', {0: 'n', 2: 'x', 3: 'y', 4: 'z'})
    with torch.no_grad():
        # Two sizes: the spatial axes are free, and a network exported with fixed ones would pass with one.
        for number, shape in (1, [24, 32, 24]), (2, [16, 24, 32]):
            image = normalise(smooth_noise(shape, seed=number))[None, None]
            write_array(out / f'golden/run-{number}-input.npy', image)
            write_array(out / f'golden/run-{number}-output.npy', net(image))
    raw = (smooth_noise([27, 33, 30], seed=3) * 4095).round()
    write_array(out / 'golden/prepare-1-input.npy', raw)
    write_array(out / 'golden/prepare-1-output.npy', prepare(raw))
