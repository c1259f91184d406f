import type { Map as MapLibre } from 'maplibre-gl';
import { describe, expect, it, vi } from 'vitest';

import { PanControl } from '../../src/map/pan';

const WORDS = { pan: 'Di chuyển bản đồ', north: 'Lên phía bắc', south: 'Xuống phía nam', east: 'Sang phía đông', west: 'Sang phía tây' };

function control() {
  const panBy = vi.fn();
  const element = new PanControl(WORDS, () => 0).onAdd({
    getContainer: () => ({ clientWidth: 500, clientHeight: 300 }), panBy,
  } as unknown as MapLibre);
  const button = (name: string) => element.querySelector<HTMLButtonElement>(`[aria-label="${name}"]`)!;
  return { element, panBy, button };
}

describe('moving a map by buttons', () => {
  it('goes each way by a share of what is seen', () => {
    const { panBy, button } = control();
    for (const name of [WORDS.north, WORDS.south, WORDS.east, WORDS.west]) button(name).click();
    expect(panBy.mock.calls.map((call) => call[0])).toEqual([[0, -120], [0, 120], [120, 0], [-120, 0]]);
    expect(panBy.mock.calls[0]?.[2]).toHaveProperty('originalEvent');
  });

  it('unfolds at the first press and folds at the next, or by Escape', () => {
    const { element, button } = control();
    document.body.append(element);
    const ways = element.querySelector<HTMLElement>('.pan-ways')!;
    const state = () => [ways.hidden, button(WORDS.pan).getAttribute('aria-expanded')];
    expect(state()).toEqual([true, 'false']);
    button(WORDS.pan).click();
    expect(state()).toEqual([false, 'true']);
    button(WORDS.north).focus();
    button(WORDS.north).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(state()).toEqual([true, 'false']);
    expect(document.activeElement).toBe(button(WORDS.pan));
  });
});
