import { describe, expect, it } from 'vitest';

import { metresPerPixel, roundLength } from '../../src/map/picture';

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
