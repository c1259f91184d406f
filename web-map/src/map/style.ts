/** The base map from the server's own tiles: green areas, water, roads by class, communes, the world outside the city. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import latin400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2?url';
import latin600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2?url';
import latinExt400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-400-normal.woff2?url';
import latinExt600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-600-normal.woff2?url';
import viet400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2?url';
import viet600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2?url';

import { THEMES, type Theme } from './palette';
import { ordered, type LayerId } from './zorder';

/** Name of the one vector source. */
export const TILES = 'city';
const REGULAR = 'Be Vietnam Pro Regular';
export const BOLD = 'Be Vietnam Pro SemiBold';

/** The letters of Vietnamese beyond Latin-1; this subset has to come first, or another font's Đ is drawn. */
const VIETNAMESE = [
  'U+0102-0103', 'U+0110-0111', 'U+0128-0129', 'U+0168-0169', 'U+01A0-01A1', 'U+01AF-01B0', 'U+0300-0301',
  'U+0303-0304', 'U+0308-0309', 'U+0323', 'U+0329', 'U+1EA0-1EF9', 'U+20AB',
];
const LATIN = ['U+0000-00FF', 'U+2000-206F'];
const LATIN_EXT = ['U+0100-02BA', 'U+1E00-1E9F'];

/** A style of the base map plus the layers of a page, all in the order of `zorder.ts`. */
export function baseStyle(
  theme: Theme, origin: string, layers: LayerSpecification[], without: LayerId[] = [],
): StyleSpecification {
  const base = baseLayers(theme).filter((layer) => !without.some((id) => id === layer.id));
  return {
    version: 8,
    'font-faces': {
      [REGULAR]: faces(origin, viet400, latin400, latinExt400),
      [BOLD]: faces(origin, viet600, latin600, latinExt600),
    },
    sources: {
      [TILES]: { type: 'vector', tiles: [`${origin}/tiles/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 15 },
    },
    layers: ordered([...base, ...layers]),
  };
}

function faces(origin: string, vietnamese: string, latin: string, latinExt: string) {
  const absolute = (url: string) => new URL(url, origin).href;
  return [
    { url: absolute(vietnamese), 'unicode-range': VIETNAMESE },
    { url: absolute(latin), 'unicode-range': LATIN },
    { url: absolute(latinExt), 'unicode-range': LATIN_EXT },
  ];
}

/** Road classes from the least to the greatest; the least are drawn first. */
const CLASS_RANK: ExpressionSpecification = [
  'match', ['get', 'class'],
  ['motorway', 'motorway_link'], 6,
  ['trunk', 'trunk_link'], 5,
  ['primary', 'primary_link'], 4,
  ['secondary', 'secondary_link'], 3,
  ['tertiary', 'tertiary_link'], 2,
  ['residential', 'unclassified', 'living_street', 'road'], 1,
  0,
];

/** A commune's name without its kind, which would fill the map: `Phường Đống Đa` is labelled `Đống Đa`. */
const AREA_NAME: ExpressionSpecification = [
  'case',
  ['==', ['slice', ['get', 'name'], 0, 7], 'Phường '], ['slice', ['get', 'name'], 7],
  ['==', ['slice', ['get', 'name'], 0, 3], 'Xã '], ['slice', ['get', 'name'], 3],
  ['get', 'name'],
];

/** Pixels of a road's width at a zoom, by its rank, plus the casing. */
function roadWidth(casing: number): ExpressionSpecification {
  const at = (factor: number): ExpressionSpecification => [
    '+', casing,
    ['match', CLASS_RANK, 6, 4.4 * factor, 5, 4 * factor, 4, 3.4 * factor, 3, 2.6 * factor, 2, 1.9 * factor, 1, 1.2 * factor, 0.8 * factor],
  ];
  return ['interpolate', ['exponential', 1.5], ['zoom'], 8, at(0.22), 11, at(0.5), 14, at(1.5), 17, at(4.2)];
}

/** Pixels around the name of a lake or park: each tile that holds a part of it would name it again right beside the border. */
const NAME_PADDING = 48;

/** Pixels of a line of water: rivers are twice as wide as canals, these twice as wide as streams. */
const WATERWAY_WIDTH: ExpressionSpecification = [
  'interpolate', ['exponential', 1.5], ['zoom'],
  8, waterwayWidth(0.8), 12, waterwayWidth(2), 16, waterwayWidth(8),
];

function waterwayWidth(river: number): ExpressionSpecification {
  return ['match', ['get', 'class'], 'river', river, 'canal', river / 2, river / 4];
}

function baseLayers(theme: Theme): LayerSpecification[] {
  const colour = THEMES[theme];
  const halo = { 'text-halo-color': '#FFFFFF', 'text-halo-width': 1.6 };
  return [
    { id: 'land', type: 'background', paint: { 'background-color': colour.land } },
    { id: 'park', type: 'fill', source: TILES, 'source-layer': 'park', minzoom: 10, paint: { 'fill-color': colour.park } },
    {
      id: 'waterway', type: 'line', source: TILES, 'source-layer': 'waterway', minzoom: 8,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colour.water, 'line-width': WATERWAY_WIDTH },
    },
    { id: 'water', type: 'fill', source: TILES, 'source-layer': 'water', paint: { 'fill-color': colour.water } },
    {
      id: 'road-casing', type: 'line', source: TILES, 'source-layer': 'road', minzoom: 11,
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': CLASS_RANK },
      paint: { 'line-color': colour.casing, 'line-width': roadWidth(1.4) },
    },
    {
      id: 'road', type: 'line', source: TILES, 'source-layer': 'road',
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': CLASS_RANK },
      paint: {
        'line-color': [
          'match', CLASS_RANK,
          6, colour.motorway, 5, colour.trunk, 4, colour.primary, 3, colour.secondary, colour.minor,
        ],
        'line-width': roadWidth(0),
      },
    },
    {
      id: 'area-line', type: 'line', source: TILES, 'source-layer': 'area',
      filter: ['!=', ['get', 'level'], 'city'],
      paint: {
        'line-color': colour.boundary,
        // No dashes: neighbours share their border, and two patterns over each other make a line of no pattern.
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.4, 14, 1.2],
      },
    },
    { id: 'outside', type: 'fill', source: TILES, 'source-layer': 'outside', paint: { 'fill-color': colour.outside } },
    {
      id: 'outside-line', type: 'line', source: TILES, 'source-layer': 'outside',
      paint: { 'line-color': '#8A8598', 'line-width': 1.2 },
    },
    {
      id: 'road-label', type: 'symbol', source: TILES, 'source-layer': 'road', minzoom: 13.5,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': ['get', 'name'], 'text-font': [REGULAR],
        'text-size': ['interpolate', ['linear'], ['zoom'], 13, 11, 17, 14],
      },
      paint: { 'text-color': colour.label, ...halo },
    },
    {
      id: 'park-label', type: 'symbol', source: TILES, 'source-layer': 'park', minzoom: 13.5,
      filter: ['has', 'name'],
      layout: {
        'text-field': ['get', 'name'], 'text-font': [REGULAR], 'text-size': 11.5, 'text-max-width': 7,
        'text-padding': NAME_PADDING,
      },
      paint: { 'text-color': colour.parkLabel, 'text-halo-color': '#FFFFFF', 'text-halo-width': 1 },
    },
    {
      id: 'waterway-label', type: 'symbol', source: TILES, 'source-layer': 'waterway', minzoom: 12,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 480, 'text-field': ['get', 'name'], 'text-font': [REGULAR],
        'text-size': 11.5,
      },
      paint: { 'text-color': colour.waterLabel, 'text-halo-color': '#FFFFFF', 'text-halo-width': 1 },
    },
    {
      id: 'water-label', type: 'symbol', source: TILES, 'source-layer': 'water_label', minzoom: 10,
      layout: {
        'text-field': ['get', 'name'], 'text-font': [REGULAR], 'text-size': 12, 'text-max-width': 6,
        'text-padding': NAME_PADDING,
      },
      paint: { 'text-color': colour.waterLabel, 'text-halo-color': '#FFFFFF', 'text-halo-width': 1 },
    },
    {
      id: 'area-label', type: 'symbol', source: TILES, 'source-layer': 'area_label', minzoom: 8,
      layout: {
        'text-field': AREA_NAME, 'text-font': [BOLD], 'text-max-width': 8, 'text-padding': 6,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10, 11, 12, 14, 14.5],
      },
      paint: { 'text-color': colour.label, ...halo },
    },
  ];
}
