/** Keys of the planners' page, and the one switch that turns all of them off; remembered on the device. */

export type Shortcut = 'undo' | 'redo' | 'keep' | 'merge' | 'close' | 'next' | 'previous' | 'leave';

const KEPT_AS = 'gandan.shortcuts';

/** Letters of the words on the buttons: Giữ, sắp xếp lại (M as on a keyboard's merge), Đ for chấm dứt, Kế tiếp, Trước. */
const LETTERS: Readonly<Record<string, Shortcut>> = { g: 'keep', m: 'merge', 'đ': 'close', d: 'close', k: 'next', t: 'previous' };

/** What is shown of them: the key, and the word of what it does. */
export const KEYS_TOLD = [
  ['K', 'keys.next'], ['T', 'keys.previous'], ['G', 'keys.keep'], ['M', 'keys.merge'], ['Đ', 'keys.close'], ['Ctrl+Z', 'keys.undo'],
] as const;

/** What a key asks for; null: nothing, or somebody is writing. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (event.altKey || event.isComposing || isWritten(event.target)) return null;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
    return key === 'y' ? 'redo' : null;
  }
  if (event.key === 'Escape') return 'leave';
  // A Vietnamese input method may keep the letter to itself: then the key tells.
  const letter = event.key.length === 1 ? event.key.toLowerCase() : /^Key[A-Z]$/.test(event.code) && event.key === 'Process' ? event.code.slice(3).toLowerCase() : '';
  return event.repeat ? null : (LETTERS[letter] ?? null);
}

function isWritten(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]') !== null;
}

class Shortcuts {
  on = $state(read());

  set(on: boolean): void {
    this.on = on;
    try {
      window.localStorage.setItem(KEPT_AS, on ? 'on' : 'off');
    } catch {
      // A device that keeps nothing forgets it with the page.
    }
  }
}

function read(): boolean {
  try {
    return window.localStorage.getItem(KEPT_AS) !== 'off';
  } catch {
    return true;
  }
}

export const shortcuts = new Shortcuts();
