/** cos((2x + 1)uπ / 16) · C(u) / 2 (ISO 10918-1 A.3.3). */
const BASIS = Float64Array.from({ length: 64 }, (_, i) => {
  const [x, u] = [i >> 3, i & 7];
  return (Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1)) / 2;
});
const half = new Float64Array(64);

/**
 * Inverse DCT of an 8 × 8 block in double precision, lifted by half the range, rounded and clipped to `precision` bits,
 * into `plane` from `corner` on. ISO 10918-2 allows an error of one level; this has none but that of rounding.
 */
export function inverseDct(block: Float64Array, plane: Uint16Array, corner: number, width: number, precision: number) {
  const top = (1 << precision) - 1;
  const middle = 1 << (precision - 1);
  for (let v = 0; v < 8; v++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += block[v * 8 + u]! * BASIS[x * 8 + u]!;
      half[v * 8 + x] = sum;
    }
  }
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = middle + 0.5;
      for (let v = 0; v < 8; v++) sum += half[v * 8 + x]! * BASIS[y * 8 + v]!;
      plane[corner + y * width + x] = sum < 0 ? 0 : sum > top ? top : Math.floor(sum);
    }
  }
}
