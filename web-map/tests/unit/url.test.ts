import { describe, expect, it } from 'vitest';

import { otherPage, parseScreen, placeLink, pointLink, posterAddress, screenAddress, type Screen } from '../../src/state/url';

const parse = (address: string) => parseScreen(new URL(address, 'http://localhost'));

describe('the address of a screen', () => {
  const plain = { language: 'vi', large: false, contrast: false } as const;
  const alone = { point: null, embed: false } as const;
  const screens: Screen[] = [
    { ...plain, ...alone, page: 'citizen', mode: 'motorbike', procedure: null, place: null, route: null },
    {
      page: 'citizen', language: 'en', large: true, contrast: true, point: 'ĐL & 1', embed: true, mode: 'foot', procedure: '1.001193', route: 'DL-071',
      place: { lon: 105.83427, lat: 21.020156, label: 'Gần 36 phố Khâm Thiên & chợ #1' },
    },
    { ...plain, ...alone, page: 'citizen', mode: 'car', procedure: null, route: null, place: { lon: -0.5, lat: 12, label: null } },
    {
      ...plain, page: 'planner', rule: 'scheme', colour: 'verdict', filter: 'merge', selected: 'ĐL 1', firmness: 'fragile',
      operator: 'Bưu điện Hà Nội', area: '00226', scenario: '0199-ab', compare: 'baseline',
    },
    { ...plain, page: 'import' },
    { ...plain, page: 'checks', large: true },
    { ...plain, page: 'overview', language: 'en', rule: 'plan68', allAreas: true, scenario: '0199-ab' },
    { ...plain, page: 'poster', subject: 'agent', code: 'ĐL/1 %' },
    { ...plain, page: 'poster', subject: 'commune', code: '00226', large: true },
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

  it('of a sheet that is broken is still a sheet, and of an unknown one the first page', () => {
    expect(parse('/poster/agent/%E0%A4')).toMatchObject({ page: 'poster', code: '%E0%A4' });
    expect(parse('/poster/city/01')).toMatchObject({ page: 'citizen' });
  });

  it('that is shared holds a point or a place, and nothing of the reader', () => {
    expect(pointLink('https://h', 'ĐL&1')).toBe('https://h/?point=%C4%90L%261');
    expect(parse(pointLink('', 'ĐL&1'))).toMatchObject({ page: 'citizen', point: 'ĐL&1', place: null });
    const link = placeLink('https://h', { lon: 105.838, lat: 21.0386, label: 'Phường Ba Đình' });
    expect(parseScreen(new URL(link))).toMatchObject({ place: { lon: 105.838, lat: 21.0386, label: 'Phường Ba Đình' } });
    expect(posterAddress(screens[1] as Screen, 'commune', '00226')).toBe('/poster/commune/00226?lang=en&text=large&contrast=high');
  });

  it('of another page keeps language, text size and contrast only', () => {
    expect(otherPage(parse('/planner?lang=en&text=large&rule=scheme'), 'overview')).toBe('/overview?lang=en&text=large');
    expect(otherPage(parse('/overview'), 'citizen')).toBe('/');
  });
});
