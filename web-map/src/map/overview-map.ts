/** The leadership's map: communes by the share of residents with access under a rule. */
import type { ExpressionSpecification, Map as MapLibre } from 'maplibre-gl';

import type { RuleId } from '../state/url';
import { createMap, type MapWords } from './create';
import { SHARE_STEPS } from './palette';
import { TILES } from './style';

/** Pixels between the city and the edge of the map. */
const PADDING = 12;

interface Setup {
  container: HTMLElement;
  bounds: [number, number, number, number];
  words: MapWords;
  rule: RuleId;
}

export class OverviewMap {
  readonly map: MapLibre;
  private rule: RuleId;
  private ready = false;

  constructor(setup: Setup) {
    this.rule = setup.rule;
    this.map = createMap({
      ...setup,
      theme: 'muted',
      padding: PADDING,
      without: ['park', 'park-label', 'road', 'road-casing', 'road-label', 'water-label', 'waterway-label'],
      layers: [
        {
          id: 'area-share', type: 'fill', source: TILES, 'source-layer': 'area',
          filter: ['!=', ['get', 'level'], 'city'],
          paint: { 'fill-color': shareColour(setup.rule), 'fill-opacity': 0.95 },
        },
      ],
    });
    // Scrolling the page must not be caught by the map; its buttons and two fingers zoom.
    this.map.scrollZoom.disable();
    // The whole city stays in view when the panel changes its size, until somebody moves the map.
    let moved = false;
    this.map.on('movestart', (event) => (moved ||= event.originalEvent !== undefined));
    this.map.on('resize', () => {
      if (!moved) this.map.fitBounds(setup.bounds, { padding: PADDING, duration: 0 });
    });
    this.map.once('load', () => {
      this.ready = true;
      this.show(this.rule);
    });
  }

  show(rule: RuleId): void {
    this.rule = rule;
    if (this.ready) this.map.setPaintProperty('area-share', 'fill-color', shareColour(rule));
  }

  remove(): void {
    this.map.remove();
  }
}

function shareColour(rule: RuleId): ExpressionSpecification {
  const step: unknown[] = ['step', ['coalesce', ['get', `passing_share_${rule}`], 0], SHARE_STEPS[0]?.colour];
  for (const each of SHARE_STEPS.slice(1)) step.push(each.from, each.colour);
  return step as ExpressionSpecification;
}
