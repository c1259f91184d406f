/** The screen now shown: the only changeable state that the address holds. */
import { parseScreen, screenAddress, type Screen } from './url';

class CurrentScreen {
  current: Screen = $state.raw(parseScreen(new URL(window.location.href)));

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
  }

  private reread(): void {
    this.current = parseScreen(new URL(window.location.href));
  }
}

export const screens = new CurrentScreen();
