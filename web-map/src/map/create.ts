/** Makes a map, or says that this device cannot. This file pulls in MapLibre: import it lazily. */
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import {
  AttributionControl, Map as MapLibre, NavigationControl, setWorkerUrl, type LayerSpecification,
} from 'maplibre-gl';

import type { Theme } from './palette';
import { PanControl, type PanWords } from './pan';
import { baseStyle } from './style';
import type { LayerId } from './zorder';

setWorkerUrl(workerUrl);

export interface MapWords {
  label: string;
  zoomIn: string;
  zoomOut: string;
  pan: PanWords;
  credit: string;
  /** Of the button that unfolds the credit. */
  sources: string;
}

export interface MapSetup {
  container: HTMLElement;
  theme: Theme;
  /** West, south, east, north in degrees. */
  bounds: [number, number, number, number];
  padding: number;
  layers: LayerSpecification[];
  /** Layers of the base map that this page does without. */
  without: LayerId[];
  words: MapWords;
}

/** This device draws no maps; a map that could not be fetched is another matter. */
export class NoWebGl extends Error {
  override readonly name = 'NoWebGl';
}

/** @throws {NoWebGl} when WebGL 2 is missing. */
export function createMap(setup: MapSetup): MapLibre {
  if (!hasWebGl()) throw new NoWebGl('this browser offers no WebGL 2');
  const [west, south, east, north] = setup.bounds;
  const map = new MapLibre({
    container: setup.container,
    style: baseStyle(setup.theme, window.location.origin, setup.layers, setup.without),
    bounds: setup.bounds,
    fitBoundsOptions: { padding: setup.padding },
    // A margin around the city, so that it can be moved beside a panel but not lost.
    maxBounds: [west - 0.6, south - 0.5, east + 0.6, north + 0.5],
    minZoom: 7,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: prefersStillness() ? 0 : 150,
    // Else the printed page shows an empty map.
    canvasContextAttributes: { preserveDrawingBuffer: true },
    locale: {
      'Map.Title': setup.words.label,
      'AttributionControl.ToggleAttribution': setup.words.sources,
      'NavigationControl.ZoomIn': setup.words.zoomIn,
      'NavigationControl.ZoomOut': setup.words.zoomOut,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new PanControl(setup.words.pan, moveDuration), 'top-right');
  map.addControl(new AttributionControl({ compact: true, customAttribution: setup.words.credit }), 'bottom-right');
  // The credit starts folded: opened it would cover a third of a phone's map.
  const credit = setup.container.querySelector('.maplibregl-ctrl-attrib');
  credit?.classList.remove('maplibregl-compact-show');
  credit?.removeAttribute('open');
  // Whether everything asked for is drawn: tests wait for it before they look.
  // Without a network a tile that was never kept is missing, which is no fault of the program; the page says that there is none.
  map.on('error', ({ error }) => {
    if (navigator.onLine) console.error(error);
  });
  map.on('idle', () => (setup.container.dataset.drawn = 'yes'));
  map.on('dataloading', () => (setup.container.dataset.drawn = 'no'));
  map.on('movestart', () => (setup.container.dataset.drawn = 'no'));
  return map;
}

/** Milliseconds of a camera move; none for people who asked for stillness. */
export function moveDuration(): number {
  return prefersStillness() ? 0 : 500;
}

function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function hasWebGl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}
