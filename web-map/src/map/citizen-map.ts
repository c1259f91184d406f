/** The citizen's map: numbered pins that mirror the cards, the asked place, the way. */
import type { FeatureCollection } from 'geojson';
import { LngLatBounds, Marker, type GeoJSONSource, type Map as MapLibre } from 'maplibre-gl';

import { spread } from '../state/spread';
import { createMap, moveDuration, type MapWords } from './create';
import { BRAND } from './palette';
import { TILES } from './style';
import { addLayer } from './zorder';

export interface Pin {
  code: string;
  /** The number of its card; a star for a shared point. */
  mark: string;
  lon: number;
  lat: number;
  open: boolean;
  /** What a screen reader says: `1. Đại lý …, đang mở, 4 phút`. */
  name: string;
}

export interface CitizenView {
  place: { lon: number; lat: number } | null;
  placeName: string;
  pins: Pin[];
  selected: string | null;
  /** Longitude, latitude pairs. */
  route: number[][] | null;
}

/** Pixels of a pin that have to stay uncovered, sideways and up and down; a pin is 48 by 56. */
const FREE_WIDTH = 30;
const FREE_HEIGHT = 34;

interface Setup {
  container: HTMLElement;
  bounds: [number, number, number, number];
  words: MapWords;
  onTap: (lon: number, lat: number) => void;
  onPin: (code: string) => void;
}

export class CitizenMap {
  readonly map: MapLibre;
  private readonly onPin: (code: string) => void;
  private markers: Marker[] = [];
  private wanted: CitizenView | null = null;
  private ready = false;
  private fitted = '';

  constructor(setup: Setup) {
    this.onPin = setup.onPin;
    this.map = createMap({
      ...setup,
      theme: 'full',
      padding: 16,
      without: [],
      layers: [
        {
          id: 'facility-dot', type: 'circle', source: TILES, 'source-layer': 'facility', minzoom: 10,
          paint: {
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 2, 15, 5],
            'circle-color': '#5F6B7A', 'circle-stroke-color': '#FFFFFF', 'circle-stroke-width': 1,
          },
        },
      ],
    });
    this.map.on('click', (event) => setup.onTap(event.lngLat.lng, event.lngLat.lat));
    this.map.on('moveend', () => this.spreadPins());
    this.map.once('load', () => {
      this.map.addSource('route', { type: 'geojson', data: line(null) });
      addLayer(this.map, {
        id: 'route-casing', type: 'line', source: 'route',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': '#FFFFFF', 'line-width': 8 },
      });
      addLayer(this.map, {
        id: 'route', type: 'line', source: 'route',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': BRAND, 'line-width': 5 },
      });
      this.ready = true;
      if (this.wanted) this.show(this.wanted);
    });
  }

  show(view: CitizenView): void {
    this.wanted = view;
    if (!this.ready) return;
    for (const marker of this.markers) marker.remove();
    // The nearest is added last and so lies on top of the others.
    this.markers = [...view.pins].reverse().map((pin) => this.pinMarker(pin, pin.code === view.selected));
    if (view.place) this.markers.push(this.placeMarker(view.place, view.placeName));
    void this.map.getSource<GeoJSONSource>('route')?.setData(line(view.route));
    this.fit(view);
    this.spreadPins();
  }

  /** Points at one place would hide each other's pins. */
  private spreadPins(): void {
    const pins = this.wanted?.pins ?? [];
    const spots = pins.map((pin) => this.map.project([pin.lon, pin.lat]));
    spread(spots, FREE_WIDTH, FREE_HEIGHT).forEach((shift, index) => {
      // Markers stand in reverse.
      this.markers[pins.length - 1 - index]?.setOffset([shift, 0]);
    });
  }

  /** Longitude and latitude of the middle of what is seen: a choice without pointing. */
  middle(): { lon: number; lat: number } {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  remove(): void {
    this.map.remove();
  }

  /** Moves the camera only when what is shown has changed, not when a card is merely selected. */
  private fit(view: CitizenView): void {
    const points: [number, number][] = view.pins.map((pin) => [pin.lon, pin.lat]);
    if (view.place) points.push([view.place.lon, view.place.lat]);
    const way = view.route?.map(toPair) ?? null;
    if (way) points.push(...way);
    const key = JSON.stringify(points);
    if (points.length === 0 || key === this.fitted) return;
    this.fitted = key;
    const bounds = new LngLatBounds();
    for (const point of way ?? points) bounds.extend(point);
    this.map.fitBounds(bounds, {
      padding: { top: 70, bottom: 40, left: 45, right: 45 }, maxZoom: 15.5, duration: moveDuration(),
    });
  }

  private pinMarker(pin: Pin, selected: boolean): Marker {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = `pin ${pin.open ? 'pin-open' : 'pin-closed'}${selected ? ' pin-selected' : ''}`;
    element.setAttribute('aria-label', pin.name);
    element.append(pinShape());
    const number = document.createElement('span');
    number.textContent = pin.mark;
    element.append(number);
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      this.onPin(pin.code);
    });
    return new Marker({ element, anchor: 'bottom' }).setLngLat([pin.lon, pin.lat]).addTo(this.map);
  }

  private placeMarker(place: { lon: number; lat: number }, name: string): Marker {
    const element = document.createElement('div');
    element.className = 'you-are-here';
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', name);
    return new Marker({ element }).setLngLat([place.lon, place.lat]).addTo(this.map);
  }
}

function pinShape(): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 40 48');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', 'M20 2C10.600 2 3 9.600 3 19c0 11.500 17 27 17 27s17-15.500 17-27C37 9.600 29.400 2 20 2z');
  svg.append(path);
  return svg;
}

function toPair(point: number[]): [number, number] {
  return [point[0] ?? 0, point[1] ?? 0];
}

function line(coordinates: number[][] | null): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features:
      coordinates && coordinates.length > 1
        ? [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }]
        : [],
  };
}
