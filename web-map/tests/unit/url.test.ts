import { describe, expect, it } from 'vitest';

import { otherPage, parseScreen, screenAddress, type Screen } from '../../src/state/url';

const parse = (address: string) => parseScreen(new URL(address, 'http://localhost'));

describe('the address of a screen', () => {
  const screens: Screen[] = [
    { page: 'citizen', language: 'vi', large: false, mode: 'motorbike', procedure: null, place: null, route: null },
    {
      page: 'citizen', language: 'en', large: true, mode: 'foot', procedure: '1.001193', route: 'DL-071',
      place: { lon: 105.83427, lat: 21.020156, label: 'Gần 36 phố Khâm Thiên & chợ #1' },
    },
    { page: 'citizen', language: 'vi', large: false, mode: 'car', procedure: null, route: null, place: { lon: -0.5, lat: 12, label: null } },
    { page: 'planner', language: 'vi', large: false, rule: 'scheme', colour: 'verdict', filter: 'merge', selected: 'ĐL 1' },
    { page: 'overview', language: 'en', large: false, rule: 'plan68', allAreas: true },
  ];

  it.each(screens)('gives the screen back: %j', (screen) => {
    expect(parse(screenAddress(screen))).toEqual(screen);
  });

  it('leaves defaults out', () => {
    expect(screenAddress(parse('/'))).toBe('/');
    expect(screenAddress(parse('/planner?rule=plan68&cells=minutes'))).toBe('/planner');
    expect(screenAddress(parse('/overview?rule=scheme'))).toBe('/overview');
  });

  it('keeps the place in the fragment, which is never sent to a server', () => {
    const address = screenAddress(screens[1] as Screen);
    const [sent, fragment] = address.split('#');
    expect(sent).not.toMatch(/105|21\.02|Kh/);
    expect(fragment).toContain('at=105.834270,21.020156');
  });

  it('falls back where an address is malformed', () => {
    const citizen = parse('/?mode=rocket&lang=fr#at=105.8;21');
    expect(citizen).toMatchObject({ page: 'citizen', mode: 'motorbike', language: 'vi', place: null });
    expect(parse('/#at=181,0')).toMatchObject({ place: null });
    expect(parse('/#at=0,91')).toMatchObject({ place: null });
    expect(parse('/planner/?rule=none&cells=x&decision=y')).toMatchObject({ rule: 'plan68', colour: 'minutes', filter: 'all' });
  });

  it('of another page keeps language and text size only', () => {
    expect(otherPage(parse('/planner?lang=en&text=large&rule=scheme'), 'overview')).toBe('/overview?lang=en&text=large');
    expect(otherPage(parse('/overview'), 'citizen')).toBe('/');
  });
});
