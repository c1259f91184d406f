import { beforeEach, describe, expect, it } from 'vitest';

import { asRequest, draftOwner, forgetDraft, keepDraft, keptDrafts, missing, newDraft } from '../../src/state/inspection-drafts';
import { parseScreen, screenAddress, voiceAddress, type Screen } from '../../src/state/url';
import { hanoiDay, noteRated, randomUuid, wasRated } from '../../src/state/visit';

const LIST = {
  id: 'model-agent', version: 1, name_vi: 'Danh mục', name_en: 'List', kinds: ['agent'],
  items: [{ id: 'a', name_vi: 'Máy', name_en: 'A' }, { id: 'b', name_vi: 'Biển', name_en: 'B' }],
};

beforeEach(() => window.localStorage.clear());

describe('a rated visit', () => {
  it('has a number of its own, a UUID of version 4', () => {
    const [one, two] = [randomUuid(), randomUuid()];
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(one).not.toBe(two);
  });

  it('is noted for its day in Hanoi and forgotten on the next', () => {
    expect(hanoiDay(new Date('2026-11-22T16:59:59Z'))).toBe('2026-11-22');
    expect(hanoiDay(new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23');
    noteRated('DL-A', '2026-11-22');
    noteRated('DL-B', '2026-11-22');
    expect([wasRated('DL-A', '2026-11-22'), wasRated('DL-B', '2026-11-22'), wasRated('DL-C', '2026-11-22')]).toEqual([true, true, false]);
    expect(wasRated('DL-A', '2026-11-23')).toBe(false);
  });
});

describe('the draft of an inspection', () => {
  it('is kept on the device in place of what was kept of it, until it is forgotten', () => {
    const draft = newDraft({ facility: 'DL-A', name: 'Đại lý A' }, LIST, '2026-11-22');
    expect(keepDraft('lan', draft)).toBe(true);
    keepDraft('lan', { ...draft, note: 'sau' });
    expect(keptDrafts('lan').map((each) => each.note)).toEqual(['sau']);
    forgetDraft('lan', draft.id);
    expect(keptDrafts('lan')).toEqual([]);
  });

  it('is of who writes it, and of who wrote last where nobody can be asked', () => {
    expect(draftOwner(null)).toBe('');
    expect(draftOwner('lan')).toBe('lan');
    keepDraft('lan', newDraft({ facility: 'DL-A', name: 'Đại lý A' }, LIST, '2026-11-22'));
    expect(draftOwner(null)).toBe('lan');
    expect(draftOwner('hoa')).toBe('hoa');
    expect(keptDrafts('hoa')).toEqual([]);
    expect(keptDrafts('lan')).toHaveLength(1);
  });

  it('names the first thing that is missing, and is sent whole', () => {
    const draft = newDraft({ facility: 'DL-A', name: 'Đại lý A' }, LIST, '2026-11-22');
    expect(missing(draft)).toEqual({ part: 'item', number: 1 });
    const items = draft.items.map((each) => ({ ...each, outcome: 'met' as const }));
    const finding = { text: 'Treo biển', deadline: '2026-11-21' };
    expect(missing({ ...draft, items, findings: [finding] })).toEqual({ part: 'finding', number: 1 });
    const whole = { ...draft, items, findings: [{ ...finding, deadline: '2026-12-01' }] };
    expect(missing(whole)).toBeNull();
    expect(asRequest(whole)).toMatchObject({ id: draft.id, facility: 'DL-A', checklist: 'model-agent', checklist_version: 1, items: [{ item: 'a', outcome: 'met' }, { item: 'b' }] });
  });
});

describe('the addresses of the voice', () => {
  const plain = { language: 'vi', large: false, contrast: false } as const;
  const screens: Screen[] = [
    { ...plain, page: 'rate', code: 'ĐL/1 %' },
    { ...plain, page: 'report', code: 'ĐL 1', sent: null },
    { ...plain, page: 'report', code: 'DL-1', sent: '0199-ab', large: true },
    { ...plain, page: 'cases', filter: 'words', selected: null },
    { ...plain, page: 'cases', filter: 'open', selected: '0199-ab', language: 'en' },
    { ...plain, page: 'inspections', draft: '0199-ab' },
  ];

  it.each(screens)('give the screen back: %j', (screen) => {
    expect(parseScreen(new URL(screenAddress(screen), 'http://localhost'))).toEqual(screen);
  });

  it('keep the language of the page before', () => {
    expect(voiceAddress(screens[4] as Screen, 'rate', 'DL-1')).toBe('/rate/DL-1?lang=en');
  });
});
