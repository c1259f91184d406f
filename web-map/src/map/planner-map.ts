/** The planner's map: populated cells by a colouring, points by decision, merges as lines to their receiver. */
import type { FeatureCollection } from 'geojson';
import type {
  ExpressionSpecification, FilterSpecification, GeoJSONSource, LayerSpecification, Map as MapLibre,
} from 'maplibre-gl';

import type { EditMark } from '../state/scenario-edits';
import type { CellColour } from '../state/url';
import { createMap, moveDuration, type MapWords } from './create';
import { addIcons } from './icons';
import { BRAND, INK, MINUTES_STEPS, PEOPLE_STEPS, POINTS_STEPS, VERDICT_COLOURS } from './palette';
import { TILES } from './style';
import { addLayer, type LayerId } from './zorder';

export interface MergeLink {
  from: [number, number];
  to: [number, number];
}

export interface PlannerView {
  colour: CellColour;
  /** Kinds of points that are shown. */
  kinds: string[];
  areas: boolean;
  selected: { code: string; lon: number; lat: number } | null;
  links: MergeLink[];
  /** What a scenario decides, each with its mark. */
  edits: EditMark[];
  /** How much of the review's proposals shows: they are only proposals beside decisions. 0 to 1. */
  proposals: number;
  /** A place that is being chosen. */
  place: { lon: number; lat: number } | null;
  /** Whether the next click gives a place rather than a point. */
  picking: boolean;
}

interface Setup {
  container: HTMLElement;
  bounds: [number, number, number, number];
  words: MapWords;
  onSelect: (code: string) => void;
  onPlace: (place: { lon: number; lat: number }) => void;
}

export class PlannerMap {
  readonly map: MapLibre;
  private wanted: PlannerView | null = null;
  private ready = false;
  private centred: string | null = null;

  constructor(setup: Setup) {
    this.map = createMap({ ...setup, theme: 'muted', padding: 24, without: [], layers: cellLayers() });
    this.map.once('load', () => {
      addIcons(this.map);
      this.map.addSource('links', { type: 'geojson', data: collection([]) });
      addLayer(this.map, {
        id: 'merge-link', type: 'line', source: 'links', layout: { 'line-cap': 'round' },
        paint: { 'line-color': '#8A4B00', 'line-width': 2, 'line-dasharray': [1, 1.6] },
      });
      this.map.addSource('edits', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      for (const layer of [...facilityLayers(), ...editLayers()]) addLayer(this.map, layer);
      // A commune's point often stands where its name would: the name goes below it.
      this.map.setLayoutProperty('area-label', 'text-anchor', 'top');
      this.map.setLayoutProperty('area-label', 'text-offset', [0, 0.9]);
      this.ready = true;
      if (this.wanted) this.show(this.wanted);
    });
    const layers: LayerId[] = ['facility-edited', 'facility-decision'];
    this.map.on('click', (event) => {
      if (this.wanted?.picking) return setup.onPlace({ lon: event.lngLat.lng, lat: event.lngLat.lat });
      if (!this.ready) return;
      const code: unknown = this.map.queryRenderedFeatures(event.point, { layers })[0]?.properties.code;
      if (typeof code === 'string' && code !== '') setup.onSelect(code);
    });
    for (const layer of layers) {
      this.map.on('mouseenter', layer, () => this.cursor('pointer'));
      this.map.on('mouseleave', layer, () => this.cursor(''));
    }
  }

  /** The middle of what is seen. */
  get centre(): { lon: number; lat: number } {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  show(view: PlannerView): void {
    this.wanted = view;
    if (!this.ready) return;
    this.visible('cell-minutes', view.colour === 'minutes');
    this.visible('cell-verdict', view.colour === 'verdict');
    this.visible('cell-points', view.colour === 'points');
    this.visible('cell-people', view.colour === 'people');
    this.visible('area-line', view.areas);
    this.map.setFilter('facility-decision', ['in', ['get', 'kind'], ['literal', view.kinds]]);
    const code = view.selected?.code ?? '';
    const ringed = view.picking ? '' : code;
    this.map.setFilter('facility-selected', ['==', ['get', 'code'], ringed] as FilterSpecification);
    void this.map.getSource<GeoJSONSource>('links')?.setData(collection(view.links));
    void this.map.getSource<GeoJSONSource>('edits')?.setData(marked(view));
    this.map.setPaintProperty('facility-decision', 'icon-opacity', [
      'match', ['coalesce', ['get', 'decision'], ''], ['merge', 'close', 'open'], view.proposals, 1,
    ]);
    this.cursor('');
    if (view.selected && this.centred !== code) {
      const { lon, lat } = view.selected;
      const inView = this.map.getBounds().contains([lon, lat]);
      if (!inView || this.map.getZoom() < 11.5) {
        this.map.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 13), duration: moveDuration() });
      }
    }
    this.centred = view.selected?.code ?? null;
  }

  /** Two maps that look at the same place from now on. The answer ends it. */
  follow(other: PlannerMap): () => void {
    let moving = false;
    const copy = (from: MapLibre, to: MapLibre) => () => {
      if (moving) return;
      moving = true;
      to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
      moving = false;
    };
    const there = copy(this.map, other.map);
    const back = copy(other.map, this.map);
    this.map.on('move', there);
    other.map.on('move', back);
    return () => {
      this.map.off('move', there);
      other.map.off('move', back);
    };
  }

  remove(): void {
    this.map.remove();
  }

  private cursor(wanted: string): void {
    this.map.getCanvas().style.cursor = this.wanted?.picking ? 'crosshair' : wanted;
  }

  private visible(layer: LayerId, shown: boolean): void {
    this.map.setLayoutProperty(layer, 'visibility', shown ? 'visible' : 'none');
  }
}

function cellLayers(): LayerSpecification[] {
  const base = { type: 'fill', source: TILES, 'source-layer': 'cell' } as const;
  const minutes: unknown[] = ['step', ['get', 'minutes'], MINUTES_STEPS[0]?.colour];
  MINUTES_STEPS.forEach((step, index) => {
    // The classes include their upper bound: the next begins just past it.
    if (step.to !== null) minutes.push(step.to + 0.001, MINUTES_STEPS[index + 1]?.colour);
  });
  const people: unknown[] = ['step', ['get', 'people'], PEOPLE_STEPS[0]?.colour];
  for (const step of PEOPLE_STEPS.slice(1)) people.push(step.from, step.colour);
  const points: unknown[] = ['step', ['get', 'points'], POINTS_STEPS[0]?.colour];
  for (const step of POINTS_STEPS.slice(1)) points.push(step.from, step.colour);
  const worst = MINUTES_STEPS.at(-1)?.colour ?? INK;
  return [
    {
      ...base, id: 'cell-minutes',
      paint: {
        'fill-color': ['case', ['<', ['get', 'minutes'], 0], worst, minutes] as unknown as ExpressionSpecification,
        'fill-opacity': 0.85, 'fill-antialias': false,
      },
    },
    {
      ...base, id: 'cell-verdict', layout: { visibility: 'none' },
      paint: {
        'fill-color': [
          'match', ['get', 'verdict'], ...Object.entries(VERDICT_COLOURS).flat(), 'rgba(0,0,0,0)',
        ] as unknown as ExpressionSpecification,
        'fill-opacity': 0.85, 'fill-antialias': false,
      },
    },
    {
      ...base, id: 'cell-points', layout: { visibility: 'none' },
      paint: { 'fill-color': points as ExpressionSpecification, 'fill-opacity': 0.85, 'fill-antialias': false },
    },
    {
      ...base, id: 'cell-people', layout: { visibility: 'none' },
      paint: { 'fill-color': people as ExpressionSpecification, 'fill-opacity': 0.8, 'fill-antialias': false },
    },
  ];
}

function facilityLayers(): LayerSpecification[] {
  const icon: ExpressionSpecification = [
    'case',
    ['has', 'decision'], ['get', 'decision'],
    ['match', ['get', 'kind'], ['branch', 'reception_point', 'collaborator'], true, false], ['get', 'kind'],
    ['==', ['get', 'kind'], 'mobile_stop'], 'mobile',
    'agent',
  ];
  // What would change lies above what stays.
  const rank: ExpressionSpecification = [
    'match', ['coalesce', ['get', 'decision'], ['get', 'kind']],
    'close', 6, 'merge', 5, 'open', 5, 'remedy', 4, 'branch', 3, 'keep', 2, 'agent', 2, 1,
  ];
  return [
    {
      id: 'facility-decision', type: 'symbol', source: TILES, 'source-layer': 'facility',
      layout: {
        'icon-image': icon, 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': rank,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.42, 11, 0.7, 14, 1],
      },
    },
    {
      id: 'facility-selected', type: 'circle', source: TILES, 'source-layer': 'facility',
      filter: ['==', ['get', 'code'], ''],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 14, 14, 22], 'circle-color': 'rgba(255,191,71,0.28)',
        'circle-stroke-color': INK, 'circle-stroke-width': 3,
      },
    },
  ];
}

/** Decisions of a scenario: the mark of the decision in a ring, so that colour alone tells nothing. */
function editLayers(): LayerSpecification[] {
  const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 8, 0.6, 11, 0.85, 14, 1.1];
  return [
    {
      id: 'facility-edited-ring', type: 'circle', source: 'edits',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 10, 11, 14, 14, 19],
        'circle-color': '#FFFFFF', 'circle-opacity': 0.92,
        'circle-stroke-color': ['case', ['==', ['get', 'code'], ''], '#0B6E4F', BRAND], 'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'facility-edited', type: 'symbol', source: 'edits',
      layout: {
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': size,
        'symbol-z-order': 'source',
      },
    },
  ];
}

function marked(view: PlannerView): FeatureCollection {
  // The selected one lies above its neighbours, and the place that is being chosen above all.
  const code = view.selected?.code;
  const marks = [...view.edits].sort((a, b) => Number(a.code === code) - Number(b.code === code));
  if (view.place) marks.push({ code: '', icon: 'open', ...view.place });
  return {
    type: 'FeatureCollection',
    features: marks.map(({ code, icon, lon, lat }) => ({
      type: 'Feature', properties: { code, icon }, geometry: { type: 'Point', coordinates: [lon, lat] },
    })),
  };
}

function collection(links: MergeLink[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: links.map(({ from, to }) => ({
      type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [from, to] },
    })),
  };
}
