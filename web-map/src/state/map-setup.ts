import type { About } from '../api/types';
import { t } from './words.svelte';

/** What every map begins with: the city's box, and its words in the language of the page. */
export function mapSetup(facts: About, label: string) {
  return {
    bounds: facts.bbox as [number, number, number, number],
    words: {
      label, zoomIn: t('map.zoomin'), zoomOut: t('map.zoomout'), credit: t('map.credit'), sources: t('map.sources'),
      pan: { pan: t('map.pan'), north: t('map.pan.north'), south: t('map.pan.south'), east: t('map.pan.east'), west: t('map.pan.west') },
    },
  };
}
