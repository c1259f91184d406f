/** Pins of neighbouring points side by side: each stays wide enough to be seen and pressed (WCAG 2.2, 2.5.8). */

export interface Spot {
  x: number;
  y: number;
}

/** How far a pin may move, in free widths: farther away it would no longer be told for the pin of its point. */
const FARTHEST = 4;

/**
 * Shifts in pixels, one for each spot, so that no two spots are nearer than `width` sideways and `height` up and down at
 * once. Each takes the nearest free place after those before it, to the right in doubt; one that finds none stays.
 */
export function spread(spots: readonly Spot[], width: number, height: number): number[] {
  const taken: Spot[] = [];
  return spots.map(({ x, y }) => {
    const near = taken.filter((other) => Math.abs(other.y - y) < height);
    const isFree = (place: number) => near.every((other) => Math.abs(other.x - place) >= width);
    // A free place next to a taken one is the nearest there can be.
    const places = [x, ...near.flatMap((other) => [other.x + width, other.x - width])]
      .filter((place) => Math.abs(place - x) <= FARTHEST * width && isFree(place))
      .sort((a, b) => Math.abs(a - x) - Math.abs(b - x) || b - a);
    const place = places[0] ?? x;
    taken.push({ x: place, y });
    return place - x;
  });
}
