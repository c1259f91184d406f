/** Moves a map without dragging it: a button that unfolds four others, for whoever cannot drag or has no room for more. */
import type { IControl, Map as MapLibre } from 'maplibre-gl';

export interface PanWords {
  /** Of the button that unfolds the others. */
  pan: string;
  north: string;
  south: string;
  east: string;
  west: string;
}

/** Share of the map's shorter side that one press moves it. */
const STEP = 0.4;
const WAYS = [
  { way: 'west', x: -1, y: 0, path: 'M15 5l-7 7 7 7' },
  { way: 'north', x: 0, y: -1, path: 'M5 15l7-7 7 7' },
  { way: 'south', x: 0, y: 1, path: 'M5 9l7 7 7-7' },
  { way: 'east', x: 1, y: 0, path: 'M9 5l7 7-7 7' },
] as const;
const CROSS = 'M12 3v18M3 12h18M9.500 5.500L12 3l2.500 2.500M9.500 18.500L12 21l2.500-2.500M5.500 9.500L3 12l2.500 2.500M18.500 9.500L21 12l-2.500 2.500';

export class PanControl implements IControl {
  private readonly words: PanWords;
  private readonly duration: () => number;
  private element: HTMLElement | null = null;

  /** `duration`: milliseconds of a move, asked for at each. */
  constructor(words: PanWords, duration: () => number) {
    this.words = words;
    this.duration = duration;
  }

  onAdd(map: MapLibre): HTMLElement {
    const element = (this.element = document.createElement('div'));
    element.className = 'maplibregl-ctrl maplibregl-ctrl-group pan';
    const ways = document.createElement('div');
    ways.className = 'pan-ways';
    ways.hidden = true;
    for (const { way, x, y, path } of WAYS) {
      const button = made(this.words[way], path);
      button.addEventListener('click', (event) => {
        const { clientWidth, clientHeight } = map.getContainer();
        const step = Math.min(clientWidth, clientHeight) * STEP;
        // Somebody moved it: told as other moves by hand are.
        map.panBy([x * step, y * step], { duration: this.duration() }, { originalEvent: event });
      });
      ways.append(button);
    }
    const toggle = made(this.words.pan, CROSS);
    const unfold = (open: boolean) => {
      ways.hidden = !open;
      toggle.setAttribute('aria-expanded', String(open));
    };
    unfold(false);
    toggle.addEventListener('click', () => unfold(ways.hidden));
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || ways.hidden) return;
      unfold(false);
      toggle.focus();
    });
    element.append(toggle, ways);
    return element;
  }

  onRemove(): void {
    this.element?.remove();
    this.element = null;
  }
}

function made(name: string, path: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.title = name;
  button.setAttribute('aria-label', name);
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  button.append(svg);
  return button;
}
