/** The one list that orders all map layers, lowest first. A layer that is not on it throws. */
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl';

export const Z_ORDER = [
  'land',
  'park',
  'area-share',
  'cell-minutes',
  'cell-verdict',
  'cell-points',
  'cell-people',
  'area-change',
  'waterway',
  'water',
  'road-casing',
  'road',
  'area-line',
  'outside',
  'outside-line',
  'route-casing',
  'route',
  'merge-link',
  'road-label',
  'park-label',
  'waterway-label',
  'water-label',
  'facility-dot',
  'facility-decision',
  'facility-edited-ring',
  'facility-edited',
  'facility-selected',
  'area-change-sign',
  'finding',
  'area-label',
] as const;

export type LayerId = (typeof Z_ORDER)[number];

/** Where a layer stands. @throws when the layer is not on the list. */
export function zIndex(id: string): number {
  const index = (Z_ORDER as readonly string[]).indexOf(id);
  if (index < 0) throw new Error(`layer "${id}" is not on the list of map/zorder.ts`);
  return index;
}

/** Layers in their order. @throws when one is not on the list or stands there twice. */
export function ordered(layers: LayerSpecification[]): LayerSpecification[] {
  // Looked up before sorting: a list of one is never compared.
  const placed = layers.map((layer) => ({ layer, index: zIndex(layer.id) }));
  const sorted = placed.sort((a, b) => a.index - b.index).map((each) => each.layer);
  sorted.forEach((layer, index) => {
    if (index > 0 && sorted[index - 1]?.id === layer.id) throw new Error(`layer "${layer.id}" stands twice`);
  });
  return sorted;
}

/** Adds a layer at its place among those that stand already. */
export function addLayer(map: MapLibre, layer: LayerSpecification): void {
  const above = Z_ORDER.slice(zIndex(layer.id) + 1).find((id) => map.getLayer(id) !== undefined);
  map.addLayer(layer, above);
}
