import { describe, expect, it } from 'vitest';

import { baseStyle } from '../../src/map/style';
import { ordered, Z_ORDER, zIndex } from '../../src/map/zorder';

describe('the order of layers', () => {
  it('throws for a layer that is not on the list', () => {
    expect(() => zIndex('heatmap')).toThrow(/heatmap/);
    expect(() => ordered([{ id: 'heatmap', type: 'background' }])).toThrow(/heatmap/);
  });

  it('throws for a layer that stands twice', () => {
    expect(() => ordered([{ id: 'land', type: 'background' }, { id: 'land', type: 'background' }])).toThrow(/twice/);
  });

  it('puts layers where the list says, whatever order they come in', () => {
    const layers = ordered([{ id: 'route', type: 'background' }, { id: 'land', type: 'background' }]);
    expect(layers.map((layer) => layer.id)).toEqual(['land', 'route']);
    expect(new Set(Z_ORDER).size).toBe(Z_ORDER.length);
  });
});

describe('the base style', () => {
  it('asks nobody but its own server', () => {
    const origin = 'http://127.0.0.1:8080';
    const addresses = JSON.stringify(baseStyle('full', origin, [])).match(/https?:[^"]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(address.startsWith(`${origin}/`), address).toBe(true);
  });

  it('draws Vietnamese letters with the Vietnamese subset first', () => {
    const faces = baseStyle('muted', 'http://127.0.0.1:8080', [])['font-faces'];
    for (const face of Object.values(faces ?? {})) {
      const [first] = face as { url: string; 'unicode-range': string[] }[];
      expect(first?.url).toMatch(/vietnamese/);
      expect(first?.['unicode-range']).toContain('U+0110-0111');
    }
  });

  it('leaves out what a page does without', () => {
    const ids = baseStyle('muted', 'http://127.0.0.1:8080', [], ['road', 'road-label']).layers.map((layer) => layer.id);
    expect(ids).not.toContain('road');
    expect(ids).toContain('area-label');
  });
});
