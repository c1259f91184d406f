/** Places of a small line chart in its own units; drawn as inline SVG, so that nothing is fetched and it prints. */
export const CHART_WIDTH = 640;
export const CHART_HEIGHT = 230;
const TOP = 24;
const BOTTOM = 34;
const LEFT = 62;
const RIGHT = 36;

export interface Chart {
  left: number;
  points: { x: number; y: number }[];
  ticks: { value: number; y: number }[];
}

/** A line from zero up: a cut axis would make small changes look large. */
export function chart(values: readonly number[]): Chart {
  const step = niceStep(Math.max(1, ...values) / 4);
  const top = step * Math.max(1, Math.ceil(Math.max(0, ...values) / step));
  const y = (value: number) => round(TOP + (1 - value / top) * (CHART_HEIGHT - TOP - BOTTOM));
  const x = (index: number) =>
    round(values.length < 2 ? LEFT : LEFT + 16 + (index / (values.length - 1)) * (CHART_WIDTH - LEFT - 16 - RIGHT));
  const ticks = [];
  for (let value = 0; value <= top; value += step) ticks.push({ value, y: y(value) });
  return { left: LEFT, points: values.map((value, index) => ({ x: x(index), y: y(value) })), ticks };
}

/** The next 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? 10 * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
