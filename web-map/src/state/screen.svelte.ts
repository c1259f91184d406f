/** The screen now shown: the only changeable state that the address holds. */
import { parseScreen, screenAddress, type Screen } from './url';

/** How the reader likes pages to look, kept on the device so that the next visit looks the same. */
const LOOKS = 'gandan.looks';

class CurrentScreen {
  current: Screen = $state.raw(read());

  constructor() {
    window.addEventListener('popstate', () => this.reread());
    window.addEventListener('hashchange', () => this.reread());
  }

  /** A step that *Back* undoes. */
  go(screen: Screen): void {
    this.change(screen, 'pushState');
  }

  /** A change that is no step of its own, such as another colouring. */
  adjust(screen: Screen): void {
    this.change(screen, 'replaceState');
  }

  private change(screen: Screen, method: 'pushState' | 'replaceState'): void {
    const address = screenAddress(screen);
    const { pathname, search, hash } = window.location;
    if (address !== pathname + search + hash) window.history[method](null, '', address);
    this.current = screen;
    remember(screen);
  }

  private reread(): void {
    this.current = read();
  }
}

/** The screen of the address; how it looks, where the address does not say, is as it was last time. */
function read(): Screen {
  const url = new URL(window.location.href);
  const screen = parseScreen(url);
  const looks = remembered();
  return {
    ...screen,
    large: url.searchParams.has('text') ? screen.large : looks.includes('large'),
    contrast: url.searchParams.has('contrast') ? screen.contrast : looks.includes('contrast'),
  };
}

// Storage may be refused to a page, above all in a frame: then nothing is remembered.
function remembered(): string {
  try {
    return window.localStorage.getItem(LOOKS) ?? '';
  } catch {
    return '';
  }
}

function remember({ large, contrast }: Screen): void {
  try {
    window.localStorage.setItem(LOOKS, `${large ? 'large ' : ''}${contrast ? 'contrast' : ''}`);
  } catch {
    return;
  }
}

export const screens = new CurrentScreen();
