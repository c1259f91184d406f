/** The planner's map: populated cells by a colouring, points by decision, merges as lines to their receiver. */
import type { FeatureCollection } from 'geojson';
import type {
  ExpressionSpecification, FilterSpecification, GeoJSONSource, LayerSpecification, Map as MapLibre,
} from 'maplibre-gl';

import type { ChangeKind } from '../state/changes';
import type { EditMark } from '../state/scenario-edits';
import type { CellColour, RuleId } from '../state/url';
import { createMap, moveDuration, type MapWords } from './create';
import { addChangeMarks, addIcons } from './icons';
import { cellProperty } from './legend';
import { BRAND, CHANGE_COLOURS, INK, MINUTES_STEPS, PEOPLE_STEPS, POINTS_STEPS, verdictColours } from './palette';
import { BOLD, TILES } from './style';
import { addLayer, type LayerId } from './zorder';

export interface MergeLink {
  from: [number, number];
  to: [number, number];
}

/** A commune in which residents gain or lose, with how many, as it is written on the map. */
export interface ChangeMark {
  code: string;
  kind: ChangeKind;
  label: string;
}

export interface PlannerView {
  colour: CellColour;
  /** The cells are painted by what this rule says. */
  rule: RuleId;
  changes: ChangeMark[];
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
      addChangeMarks(this.map);
      for (const layer of changeLayers()) addLayer(this.map, layer);
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
    for (const colour of PAINTED) this.map.setPaintProperty(`cell-${colour}`, 'fill-color', cellPaint(colour, view.rule));
    this.showChanges(view.changes);
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

  /** Asks for the tiles again: another plan is kept. */
  refresh(): void {
    this.map.refreshTiles(TILES);
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

  private showChanges(changes: ChangeMark[]): void {
    this.visible('area-change', changes.length > 0);
    this.visible('area-change-sign', changes.length > 0);
    // An expression without a branch is none.
    if (changes.length === 0) return;
    const by = (told: (change: ChangeMark) => string, other: string) =>
      ['match', ['get', 'code'], ...changes.flatMap((each) => [each.code, told(each)]), other] as unknown as ExpressionSpecification;
    const codes: ExpressionSpecification = ['in', ['get', 'code'], ['literal', changes.map((each) => each.code)]];
    this.map.setFilter('area-change', ['all', ['==', ['get', 'level'], 'commune'], codes] as FilterSpecification);
    this.map.setFilter('area-change-sign', codes as FilterSpecification);
    this.map.setPaintProperty('area-change', 'fill-pattern', by((each) => `fill-${each.kind}`, 'fill-longer'));
    this.map.setLayoutProperty('area-change-sign', 'icon-image', by((each) => `sign-${each.kind}`, 'sign-longer'));
    this.map.setLayoutProperty('area-change-sign', 'text-field', by((each) => each.label, ''));
    this.map.setPaintProperty('area-change-sign', 'text-color', by((each) => CHANGE_COLOURS[each.kind], INK));
  }

  private cursor(wanted: string): void {
    this.map.getCanvas().style.cursor = this.wanted?.picking ? 'crosshair' : wanted;
  }

  private visible(layer: LayerId, shown: boolean): void {
    this.map.setLayoutProperty(layer, 'visibility', shown ? 'visible' : 'none');
  }
}

const PAINTED = ['minutes', 'verdict', 'points', 'people'] as const;

/** The colours of a cell by what a rule says of it. */
function cellPaint(colour: (typeof PAINTED)[number], rule: RuleId): ExpressionSpecification {
  const value: ExpressionSpecification = ['get', cellProperty(colour, rule)];
  const nothing = 'rgba(0,0,0,0)';
  const steps = (first: string, rest: [number, string][]) => ['step', value, first, ...rest.flat()] as unknown as ExpressionSpecification;
  switch (colour) {
    case 'minutes': {
      const worst = MINUTES_STEPS.at(-1)?.colour ?? INK;
      const rest = MINUTES_STEPS.flatMap(({ below }, index): [number, string][] => (below === null ? [] : [[below, MINUTES_STEPS[index + 1]?.colour ?? worst]]));
      return ['case', ['<', value, 0], worst, steps(MINUTES_STEPS[0]?.colour ?? nothing, rest)];
    }
    case 'verdict':
      return ['match', value, ...Object.entries(verdictColours(rule)).flat(), nothing] as unknown as ExpressionSpecification;
    case 'points':
      return steps(POINTS_STEPS[0]?.colour ?? nothing, POINTS_STEPS.slice(1).map((step) => [step.from, step.colour]));
    case 'people':
      return steps(PEOPLE_STEPS[0]?.colour ?? nothing, PEOPLE_STEPS.slice(1).map((step) => [step.from, step.colour]));
  }
}

function cellLayers(): LayerSpecification[] {
  return PAINTED.map((colour) => ({
    id: `cell-${colour}`, type: 'fill', source: TILES, 'source-layer': 'cell',
    layout: { visibility: colour === 'minutes' ? 'visible' : 'none' },
    paint: { 'fill-color': cellPaint(colour, 'scheme'), 'fill-opacity': colour === 'people' ? 0.8 : 0.85, 'fill-antialias': false },
  }));
}

/** Communes in which residents gain or lose: a pattern, and a sign with how many. */
function changeLayers(): LayerSpecification[] {
  return [
    {
      id: 'area-change', type: 'fill', source: TILES, 'source-layer': 'area', layout: { visibility: 'none' },
      paint: { 'fill-pattern': 'fill-longer' },
    },
    {
      id: 'area-change-sign', type: 'symbol', source: TILES, 'source-layer': 'area_label',
      layout: {
        visibility: 'none', 'icon-image': 'sign-longer', 'icon-allow-overlap': true, 'icon-anchor': 'right', 'icon-offset': [-2, -14],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 11, 1],
        'text-field': '', 'text-font': [BOLD], 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.1, -1.15], 'text-optional': true,
      },
      paint: { 'text-color': INK, 'text-halo-color': '#FFFFFF', 'text-halo-width': 1.8 },
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
        // A ring alone: what is filled would hide the mark in it.
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 14, 14, 22], 'circle-color': 'rgba(255,191,71,0)',
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
