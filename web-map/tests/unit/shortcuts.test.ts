import { afterEach, describe, expect, it } from 'vitest';

import { shortcutOf, shortcuts } from '../../src/state/shortcuts.svelte';

const press = (key: string, more: KeyboardEventInit = {}, on: HTMLElement = document.body) => {
  let asked: string | null | undefined;
  const hear = (event: KeyboardEvent) => { asked = shortcutOf(event); };
  window.addEventListener('keydown', hear);
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  window.removeEventListener('keydown', hear);
  return asked;
};

describe('the keys of the planners', () => {
  afterEach(() => { document.body.innerHTML = ''; shortcuts.set(true); });

  it('are the letters of the words, with and without a Vietnamese keyboard', () => {
    expect(['g', 'M', 'đ', 'Đ', 'd', 'k', 't', 'x', '1', 'Escape'].map((key) => press(key))).toEqual(
      ['keep', 'merge', 'close', 'close', 'close', 'next', 'previous', null, null, 'leave'],
    );
    expect(press('Process', { code: 'KeyG' })).toBe('keep');
    expect(press('F5', { code: 'F5' })).toBeNull();
  });

  it('undo and redo with the usual keys, and leave the browser its own', () => {
    expect(press('z', { ctrlKey: true })).toBe('undo');
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('redo');
    expect(press('y', { metaKey: true })).toBe('redo');
    expect(press('k', { ctrlKey: true })).toBeNull();
    expect(press('d', { altKey: true })).toBeNull();
  });

  it('are letters where somebody writes, and one press is one wish', () => {
    document.body.innerHTML = '<input id="a"><textarea id="b"></textarea><select id="c"></select><input type="checkbox" id="d"><button id="e"></button>';
    const on = (id: string) => press('g', {}, document.getElementById(id) as HTMLElement);
    expect(['a', 'b', 'c', 'd', 'e'].map(on)).toEqual([null, null, null, 'keep', 'keep']);
    expect(press('g', { repeat: true })).toBeNull();
    expect(press('g', { isComposing: true })).toBeNull();
  });

  it('stay off on this device once they are switched off', () => {
    shortcuts.set(false);
    expect([shortcuts.on, window.localStorage.getItem('gandan.shortcuts')]).toEqual([false, 'off']);
  });
});
