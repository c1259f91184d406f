/** Where findings are, on the city's own map: severities differ by size, ring and colour. */
import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';

import { createMap, moveDuration, type MapWords } from './create';
import { INK } from './palette';
import { addLayer } from './zorder';

export interface FindingMark {
  /** Position in the list that the page shows. */
  index: number;
  severity: string;
  lon: number;
  lat: number;
}

interface Setup {
  container: HTMLElement;
  bounds: [number, number, number, number];
  words: MapWords;
  onSelect: (index: number) => void;
}

export class FindingsMap {
  readonly map: MapLibre;
  private marks: readonly FindingMark[] = [];
  private selected: number | null = null;
  private ready = false;

  constructor(setup: Setup) {
    this.map = createMap({ ...setup, theme: 'muted', padding: 16, without: [], layers: [] });
    this.map.once('load', () => {
      this.map.addSource('findings', { type: 'geojson', data: collection([], null) });
      addLayer(this.map, {
        id: 'finding', type: 'circle', source: 'findings',
        layout: { 'circle-sort-key': ['get', 'rank'] },
        paint: {
          'circle-radius': ['+', ['match', ['get', 'severity'], 'error', 7, 'warning', 6, 5], ['get', 'selected']],
          'circle-color': ['match', ['get', 'severity'], 'error', '#A3170F', 'warning', '#E69F00', '#FFFFFF'],
          'circle-stroke-color': ['case', ['>', ['get', 'selected'], 0], INK, ['==', ['get', 'severity'], 'info'], '#0B4F8A', '#FFFFFF'],
          'circle-stroke-width': ['case', ['>', ['get', 'selected'], 0], 4, ['==', ['get', 'severity'], 'info'], 2.5, 1.6],
        },
      });
      this.ready = true;
      this.draw();
    });
    this.map.on('click', (event) => {
      if (!this.ready) return;
      const index: unknown = this.map.queryRenderedFeatures(event.point, { layers: ['finding'] })[0]?.properties.index;
      if (typeof index === 'number') setup.onSelect(index);
    });
    this.map.on('mouseenter', 'finding', () => { this.map.getCanvas().style.cursor = 'pointer'; });
    this.map.on('mouseleave', 'finding', () => { this.map.getCanvas().style.cursor = ''; });
  }

  /** The marks, and which of them is looked at: the map goes there. */
  show(marks: readonly FindingMark[], selected: number | null): void {
    const moved = selected !== this.selected;
    this.marks = marks;
    this.selected = selected;
    this.draw();
    const at = marks.find((each) => each.index === selected);
    if (at && moved) this.map.easeTo({ center: [at.lon, at.lat], zoom: Math.max(this.map.getZoom(), 13.5), duration: moveDuration() });
  }

  remove(): void {
    this.map.remove();
  }

  private draw(): void {
    if (this.ready) void this.map.getSource<GeoJSONSource>('findings')?.setData(collection(this.marks, this.selected));
  }
}

function collection(marks: readonly FindingMark[], selected: number | null): FeatureCollection {
  const rank = (severity: string) => (severity === 'error' ? 2 : severity === 'warning' ? 1 : 0);
  return {
    type: 'FeatureCollection',
    features: marks.map(({ index, severity, lon, lat }) => ({
      type: 'Feature',
      properties: { index, severity, rank: index === selected ? 9 : rank(severity), selected: index === selected ? 4 : 0 },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    })),
  };
}
