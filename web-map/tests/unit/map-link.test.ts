import { describe, expect, it } from 'vitest';

import { isApple, mapLink } from '../../src/state/map-link';

const POINT = { lon: 105.8342, lat: 21.0278, name: 'Đại lý A & B' };
const IPHONE = { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15', maxTouchPoints: 5 };
const IPAD = { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', maxTouchPoints: 5 };
const MAC = { ...IPAD, maxTouchPoints: 0 };
const ANDROID = { userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36', maxTouchPoints: 5 };

describe('the map program of a phone', () => {
  it('is asked for by maps: on iPhones and iPads, also those that say they are a Macintosh', () => {
    expect([IPHONE, IPAD, MAC, ANDROID].map(isApple)).toEqual([true, true, false, false]);
    for (const device of [IPHONE, IPAD]) {
      expect(mapLink(POINT, device)).toBe('maps://?ll=21.027800,105.834200&q=%C4%90%E1%BA%A1i%20l%C3%BD%20A%20%26%20B');
    }
  });

  it('is asked for by geo: elsewhere, with the name at the place', () => {
    expect(mapLink(POINT, ANDROID)).toBe('geo:21.027800,105.834200?q=21.027800,105.834200(%C4%90%E1%BA%A1i%20l%C3%BD%20A%20%26%20B)');
  });
});
