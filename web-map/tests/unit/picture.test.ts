import { describe, expect, it } from 'vitest';

import { metresPerPixel, roundLength, wrapped } from '../../src/map/picture';

describe('the scale of a picture', () => {
  it('is that of Web Mercator tiles of 512 pixels', () => {
    // At zoom 0 the equator is 512 pixels long; each zoom halves a pixel, and so does 60 degrees north.
    expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.517, 2);
    expect(metresPerPixel(0, 1)).toBeCloseTo(39_135.758, 2);
    expect(metresPerPixel(60, 0)).toBeCloseTo(39_135.758, 2);
  });

  it('is a round length that fits', () => {
    expect([999, 1000, 1999, 2000, 4999, 5000, 0.7].map(roundLength)).toEqual([500, 1000, 1000, 2000, 2000, 5000, 0.5]);
  });
});

describe('the legend of a picture', () => {
  it('breaks words where the line ends and loses none', () => {
    const measure = (text: string) => text.length;
    expect(wrapped(measure, 'Số điểm trong tầm với của người dân', 12)).toEqual(['Số điểm', 'trong tầm', 'với của', 'người dân']);
    expect(wrapped(measure, 'dài-hơn-một-dòng và ngắn', 8)).toEqual(['dài-hơn-một-dòng', 'và ngắn']);
    expect(wrapped(measure, 'ngắn', 12)).toEqual(['ngắn']);
  });
});
