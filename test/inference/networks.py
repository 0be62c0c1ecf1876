"""Tiny networks, good and bad, for the tests of the runner: networks.py <folder>. Input `image`, output `logits`."""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
WEIGHT, BIAS = np.array([[1], [-2], [.5]], 'f4'), np.array([.1, .2, .3], 'f4')


def save(folder, name, nodes, weights=(), shape=(1, 3), output=FLOAT, image=(1, 1, 'y', 'x')):
    weights = {'w': WEIGHT, 'b': BIAS, **dict(weights)}
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info('image', FLOAT, image)],
        [helper.make_tensor_value_info('logits', output, shape)], [numpy_helper.from_array(v, k) for k, v in weights.items()])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid('', 16)], ir_version=8), str(folder / f'{name}.onnx'))


def head(source, out='logits'):
    """Relu, mean over the picture, linear layer: the smallest network with an exact activation map."""
    return [helper.make_node('Relu', [source], ['features']), helper.make_node('GlobalAveragePool', ['features'], ['pooled']),
            helper.make_node('Flatten', ['pooled'], ['flat']), helper.make_node('Gemm', ['flat', 'w', 'b'], [out], transB=1)]


def loop(source):
    """Adds one to its input until 2⁶³ rounds are over."""
    body = helper.make_graph(
        [helper.make_node('Identity', ['go'], ['go_on']), helper.make_node('Add', ['value', 'one'], ['more'])], 'body',
        [helper.make_tensor_value_info('round', INT64, []), helper.make_tensor_value_info('go', BOOL, []),
         helper.make_tensor_value_info('value', FLOAT, None)],
        [helper.make_tensor_value_info('go_on', BOOL, []), helper.make_tensor_value_info('more', FLOAT, None)])
    return helper.make_node('Loop', ['rounds', 'true', source], ['looped'], body=body)


def main():
    folder = Path(sys.argv[1])
    save(folder, 'mean', head('image'))
    save(folder, 'nan', [*head('image', 'good'), helper.make_node('Mul', ['good', 'zero'], ['none']), helper.make_node('Div', ['none', 'none'], ['logits'])],
         {'zero': np.zeros(1, 'f4')})
    save(folder, 'constant', [*head('image', 'good'), helper.make_node('Mul', ['good', 'zero'], ['logits'])], {'zero': np.zeros(1, 'f4')})
    save(folder, 'four', head('image'), {'w': np.ones((4, 1), 'f4'), 'b': np.arange(4).astype('f4')}, [1, 4])
    save(folder, 'integer', [*head('image', 'good'), helper.make_node('Cast', ['good'], ['logits'], to=INT64)], output=INT64)
    save(folder, 'endless', [loop('image'), *head('looped')],
         {'rounds': np.array(2 ** 63 - 1), 'true': np.array(True), 'one': np.ones(1, 'f4')})
    # Bright voxels are label 1.
    save(folder, 'bright', [helper.make_node('Neg', ['image'], ['dark']), helper.make_node('Concat', ['dark', 'image'], ['logits'], axis=1)],
         shape=[1, 2, 'x', 'y', 'z'], image=[1, 1, 'x', 'y', 'z'])
    # What it says of a voxel depends on its neighbours, and on where the input ends.
    random = np.random.default_rng(5)
    save(folder, 'smooth', [helper.make_node('Conv', ['image', 'kernel', 'shift'], ['logits'], pads=[2] * 6)],
         {'kernel': random.normal(size=(2, 1, 5, 5, 5)).astype('f4') / 10, 'shift': np.array([.3, -.2], 'f4')},
         shape=[1, 2, 'x', 'y', 'z'], image=[1, 1, 'x', 'y', 'z'])
    # 8 GiB of ones, reduced to a number.
    save(folder, 'hungry', [helper.make_node('ConstantOfShape', ['large'], ['ones'], value=helper.make_tensor('v', FLOAT, [1], [1])),
                            helper.make_node('ReduceMax', ['ones'], ['top'], keepdims=0), *head('image', 'good'), helper.make_node('Add', ['good', 'top'], ['logits'])],
         {'large': np.array([2 ** 31])})


main()
