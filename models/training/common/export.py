"""PyTorch network → model.onnx, and the golden arrays that prove any other machine computes the same."""
from pathlib import Path

import numpy as np
import onnx
import torch

OPSET = 16


def write_onnx(net, example, path, dynamic, outputs=('logits',)):
    """One file, weights inside, standard operators only. Batch normalisation is folded into the convolutions by
    PyTorch's exporter. `dynamic` {axis: name} of the input; the outputs' axes follow from
    the graph."""
    net.eval()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    axes = {'image': dynamic, **{name: {k: v for k, v in dynamic.items() if k != 1} for name in outputs}}
    # In contiguous layout: channels-last weights would be stored in an order that the file does not name.
    torch.onnx.export(net.to(memory_format=torch.contiguous_format), example, str(path), opset_version=OPSET,
                      input_names=['image'], output_names=list(outputs), dynamic_axes=axes)
    model = onnx.load(str(path))
    foreign = {node.domain for node in model.graph.node} - {'', 'ai.onnx'}
    external = [t.name for t in model.graph.initializer if t.data_location == onnx.TensorProto.EXTERNAL]
    assert not foreign and not external, f'{path}: foreign domains {foreign}, external data {external}'
    without_identities(model.graph)
    # The exporter writes source paths of the training machine into the nodes; nobody else has use for them.
    for node in model.graph.node:
        node.doc_string = ''
    model.doc_string = ''
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    print(f'{path}: {Path(path).stat().st_size / 1e6:.2f} MB, operators {sorted({n.op_type for n in model.graph.node})}')


def without_identities(graph):
    """Takes out the Identity nodes by which the exporter shares equal weights; readers of the graph then find a
    convolution's weights at the convolution."""
    same = {node.output[0]: node.input[0] for node in graph.node if node.op_type == 'Identity'}
    kept = [node for node in graph.node if node.op_type != 'Identity']
    for node in kept:
        for place, name in enumerate(node.input):
            node.input[place] = same.get(name, name)
    del graph.node[:]
    graph.node.extend(kept)


def write_array(path, values):
    """float32, little endian, C order, format 1.0 of .npy."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    array = np.ascontiguousarray(values.detach().numpy() if isinstance(values, torch.Tensor) else values, dtype='<f4')
    with open(path, 'wb') as file:
        np.lib.format.write_array(file, array, version=(1, 0))


def smooth_noise(shape, seed, coarse=6):
    """A picture-like array of 0…1: coarse and fine noise added. Golden inputs are made, not taken from patients, so
    that a package carries no images and no licence but its own."""
    random = torch.Generator().manual_seed(seed)
    mode = {2: 'bilinear', 3: 'trilinear'}[len(shape)]
    total = torch.zeros(shape)
    for weight, cells in (0.6, [coarse] * len(shape)), (0.3, [max(2, n // 4) for n in shape]), (0.1, shape):
        field = torch.rand([1, 1, *cells], generator=random)
        total += weight * torch.nn.functional.interpolate(field, size=shape, mode=mode, align_corners=False)[0, 0]
    return (total - total.min()) / (total.max() - total.min())
