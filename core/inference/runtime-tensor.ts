import ort from 'onnxruntime-node';
import type { Tensor } from './protocol.ts';

/**
 * A tensor of numbers in the element type that an input of a session has. Throws for a type that is not fed here, by its
 * name.
 */
export function toRuntime(name: string, { data, dims }: Tensor, type: string): ort.Tensor {
  switch (type) {
    case 'float32':
      return new ort.Tensor('float32', data, dims);
    case 'uint8':
      return new ort.Tensor('uint8', Uint8Array.from(data), dims);
    case 'float16': {
      const half = new Float16Array(data);
      const tensor = new ort.Tensor('float16', half as never, dims);
      // The native side counts no bytes in a Float16Array, which is what the class around it makes of a Uint16Array
      // (onnxruntime-node 1.30, microsoft/onnxruntime#32323).
      Object.defineProperty(tensor, 'data', { value: new Uint16Array(half.buffer) });
      return tensor;
    }
    default:
      throw new Error(`input ${name} is ${type}, which is not fed here`);
  }
}

/** The numbers of an output; half precision is widened. Throws for other types, by their name. */
export function fromRuntime(name: string, { data, dims, type }: ort.Tensor): Tensor {
  if (data instanceof Float32Array) return { data, dims: [...dims] };
  if (type !== 'float16') throw new Error(`output ${name} is ${type}, not float32 or float16`);
  const half = data instanceof Uint16Array ? new Float16Array(data.buffer, data.byteOffset, data.length) : data;
  return { data: Float32Array.from(half as ArrayLike<number>), dims: [...dims], half: true };
}
