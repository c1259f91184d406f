import jsQR from 'jsqr';
import { expect, it } from 'vitest';

import { qrPicture } from '../../src/state/qr';

/** Pixels a module. */
const SCALE = 4;

/** Draws the rectangles of the path as a camera would see them. */
function pixels(text: string): { data: Uint8ClampedArray; side: number } {
  const { side, path } = qrPicture(text);
  const wide = side * SCALE;
  const data = new Uint8ClampedArray(wide * wide * 4).fill(255);
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let y = Number(row) * SCALE; y < (Number(row) + 1) * SCALE; y += 1) {
      for (let x = Number(column) * SCALE; x < (Number(column) + Number(length)) * SCALE; x += 1) {
        data.fill(0, (y * wide + x) * 4, (y * wide + x) * 4 + 3);
      }
    }
  }
  return { data, side: wide };
}

it.each(['https://gandan.hanoi.gov.vn/?point=DL-BUUDIEN-104', 'https://h/?point=%C4%90L-1', `https://h/#at=105.838000,21.038600&name=${'x'.repeat(200)}`])(
  'a reader reads the code of %s',
  (text) => {
    const { data, side } = pixels(text);
    expect(jsQR(data, side, side)?.data).toBe(text);
  },
);

it('a damaged corner is read all the same', () => {
  const text = 'https://gandan.hanoi.gov.vn/?point=DL-1';
  const { data, side } = pixels(text);
  // A blot of three by three modules amid the data.
  for (let y = 16; y < 19; y += 1) data.fill(0, ((y * SCALE * side) + 20 * SCALE) * 4, ((y * SCALE * side) + 23 * SCALE) * 4);
  expect(jsQR(data, side, side)?.data).toBe(text);
});
