/** Marks of decisions and kinds, drawn on a canvas: no image is fetched. Colour, shape and sign all differ. */
import type { Map as MapLibre } from 'maplibre-gl';

import { CHANGE_KINDS, type ChangeKind } from '../state/changes';
import { BRAND, CHANGE_COLOURS, DECISION_COLOURS, INK } from './palette';

export const ICON_KEYS = [
  'keep', 'remedy', 'merge', 'close', 'open', 'move', 'mobile', 'branch', 'reception_point', 'agent', 'collaborator',
] as const;
export type IconKey = (typeof ICON_KEYS)[number];

/** Side of an icon in CSS pixels. */
const SIDE = 26;
const MIDDLE = SIDE / 2;

/** Adds every mark under its own key; to be called once the style stands. */
export function addIcons(map: MapLibre): void {
  const ratio = Math.max(2, Math.ceil(window.devicePixelRatio));
  for (const key of ICON_KEYS) {
    if (map.hasImage(key)) continue;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIDE * ratio;
    const pen = canvas.getContext('2d');
    if (!pen) continue;
    pen.scale(ratio, ratio);
    pen.lineJoin = pen.lineCap = 'round';
    drawIcon(pen, key);
    map.addImage(key, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
  }
}

/** Side of a pattern in CSS pixels; it repeats without a seam. */
const TILE = 12;

/** The pattern of a change in an area, by key `fill-KIND`, and its sign, by key `sign-KIND`. */
export function addChangeMarks(map: MapLibre): void {
  const ratio = Math.max(2, Math.ceil(window.devicePixelRatio));
  for (const kind of CHANGE_KINDS) {
    for (const [key, side, draw] of [[`fill-${kind}`, TILE, drawFill], [`sign-${kind}`, 16, drawSign]] as const) {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = side * ratio;
      const pen = canvas.getContext('2d');
      if (!pen || map.hasImage(key)) continue;
      pen.scale(ratio, ratio);
      draw(pen, kind);
      map.addImage(key, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
    }
  }
}

/** Lost: crossed lines; gained: crosses; longer: lines; shorter: dots. */
function drawFill(pen: CanvasRenderingContext2D, kind: ChangeKind): void {
  const colour = CHANGE_COLOURS[kind];
  pen.globalAlpha = 0.16;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, TILE, TILE);
  pen.globalAlpha = 0.75;
  const falling: [number, number][][] = [[[-2, -2], [14, 14]], [[-2, 10], [2, 14]], [[10, -2], [14, 2]]];
  const rising: [number, number][][] = falling.map((line) => line.map(([x, y]) => [TILE - x, y] as [number, number]));
  if (kind === 'lost' || kind === 'longer') for (const line of falling) stroke(pen, colour, 1.4, line);
  if (kind === 'lost') for (const line of rising) stroke(pen, colour, 1.4, line);
  if (kind === 'gained') {
    stroke(pen, colour, 1.5, [[6, 3], [6, 9]]);
    stroke(pen, colour, 1.5, [[3, 6], [9, 6]]);
  }
  if (kind === 'shorter') {
    pen.fillStyle = colour;
    for (const [x, y] of [[3, 3], [9, 9]] as const) {
      pen.beginPath();
      pen.arc(x, y, 1.6, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}

/** A triangle down for the worse and up for the better; full where access is lost or gained, hollow where the way changes. */
function drawSign(pen: CanvasRenderingContext2D, kind: ChangeKind): void {
  const down = kind === 'lost' || kind === 'longer';
  const corners: [number, number][] = [[8, down ? 14 : 2], [14.5, down ? 3 : 13], [1.5, down ? 3 : 13]];
  pen.lineJoin = 'round';
  trace(pen, corners);
  pen.closePath();
  paint(pen, kind === 'lost' || kind === 'gained' ? CHANGE_COLOURS[kind] : '#FFFFFF', CHANGE_COLOURS[kind], 2);
}

/** Draws a mark as the map shows it, so tall in CSS pixels, with its upper left corner at a place. */
export function drawMark(pen: CanvasRenderingContext2D, key: IconKey, x: number, y: number, side: number): void {
  pen.save();
  pen.translate(x, y);
  pen.scale(side / SIDE, side / SIDE);
  pen.lineJoin = pen.lineCap = 'round';
  drawIcon(pen, key);
  pen.restore();
}

function drawIcon(pen: CanvasRenderingContext2D, key: IconKey): void {
  switch (key) {
    case 'keep':
    case 'agent':
      circle(pen, 5.2, colourOf('keep'), '#FFFFFF', 1.6);
      break;
    case 'remedy':
      circle(pen, 7.5, '#FFFFFF', colourOf('remedy'), 2.4);
      stroke(pen, '#37475A', 2, [[MIDDLE, 9.2], [MIDDLE, 13.8]]);
      stroke(pen, '#37475A', 2.2, [[MIDDLE, 16.8], [MIDDLE, 16.9]]);
      break;
    case 'merge':
      shape(pen, colourOf('merge'), INK, [[MIDDLE, 2.5], [23.5, MIDDLE], [MIDDLE, 23.5], [2.5, MIDDLE]]);
      stroke(pen, INK, 2, [[9.2, 9.2], [MIDDLE, 13.4], [16.8, 9.2]]);
      stroke(pen, INK, 2, [[MIDDLE, 13.4], [MIDDLE, 18]]);
      break;
    case 'close':
      shape(pen, colourOf('close'), '#FFFFFF', [[4, 4], [22, 4], [22, 22], [4, 22]]);
      stroke(pen, '#FFFFFF', 2.2, [[9, 9], [17, 17]]);
      stroke(pen, '#FFFFFF', 2.2, [[17, 9], [9, 17]]);
      break;
    case 'open':
      shape(pen, colourOf('open'), '#FFFFFF', [[MIDDLE, 2.5], [24, 22.5], [2, 22.5]]);
      stroke(pen, '#FFFFFF', 2.2, [[MIDDLE, 11.5], [MIDDLE, 19.5]]);
      stroke(pen, '#FFFFFF', 2.2, [[9, 15.5], [17, 15.5]]);
      break;
    case 'move':
      circle(pen, 8.5, '#FFFFFF', colourOf('move'), 2.2);
      stroke(pen, colourOf('move'), 2, [[8.5, MIDDLE], [17.3, MIDDLE]]);
      stroke(pen, colourOf('move'), 2, [[13.8, 9.4], [17.5, MIDDLE], [13.8, 16.6]]);
      break;
    case 'mobile':
      circle(pen, 9.5, BRAND, '#FFFFFF', 1.6);
      stroke(pen, '#FFFFFF', 2, [[8.5, 15], [8.5, 10.5], [17.5, 10.5], [17.5, 15], [8.5, 15]]);
      break;
    case 'branch':
      circle(pen, 10.5, BRAND, '#FFFFFF', 1.6);
      stroke(pen, '#FFFFFF', 2.2, [[9.5, 9.5], [16.5, 9.5], [16.5, 16.5], [9.5, 16.5], [9.5, 9.5]]);
      break;
    case 'reception_point':
      circle(pen, 6.5, '#FFFFFF', BRAND, 2.2);
      circle(pen, 2, BRAND, BRAND, 0.5);
      break;
    case 'collaborator':
      circle(pen, 4, '#FFFFFF', '#37475A', 1.8);
  }
}

function colourOf(decision: string): string {
  return DECISION_COLOURS[decision] ?? INK;
}

function circle(pen: CanvasRenderingContext2D, radius: number, fill: string, line: string, width: number): void {
  pen.beginPath();
  pen.arc(MIDDLE, MIDDLE, radius, 0, 2 * Math.PI);
  paint(pen, fill, line, width);
}

function shape(pen: CanvasRenderingContext2D, fill: string, line: string, corners: [number, number][]): void {
  trace(pen, corners);
  pen.closePath();
  paint(pen, fill, line, 1.6);
}

function stroke(pen: CanvasRenderingContext2D, line: string, width: number, points: [number, number][]): void {
  trace(pen, points);
  pen.strokeStyle = line;
  pen.lineWidth = width;
  pen.stroke();
}

function trace(pen: CanvasRenderingContext2D, points: [number, number][]): void {
  pen.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
}

function paint(pen: CanvasRenderingContext2D, fill: string, line: string, width: number): void {
  pen.fillStyle = fill;
  pen.strokeStyle = line;
  pen.lineWidth = width;
  pen.fill();
  pen.stroke();
}
