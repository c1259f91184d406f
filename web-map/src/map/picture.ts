/** A map as a picture to hand on: the map as it is seen, with title, legend, scale, source and the data it is of. */
import type { Map as MapLibre } from 'maplibre-gl';

import { drawMark, type IconKey } from './icons';
import { INK } from './palette';

export interface LegendRow {
  /** What stands before the words: a mark of the map, or a filled swatch. */
  sign: { mark: IconKey } | { colour: string };
  label: string;
}

export interface PictureWords {
  title: string;
  subtitle: string;
  legend: { heading: string; rows: LegendRow[] }[];
  /** Source, snapshot, day: a line each. */
  notes: string[];
  /** Metres in words, for the scale bar. */
  distance: (metres: number) => string;
}

/** Width of the column beside the map and of margins, in CSS pixels. */
const COLUMN = 250;
const MARGIN = 16;
const ROW = 22;
/** Between the lines of words that take more than one, and what stands before them. */
const LINE = 17;
const SIGN = 28;
const HEADING = '600 14px';
const LABEL = '400 13px';
/** Longest scale bar in CSS pixels. */
const LONGEST_BAR = 160;
/** Metres around the equator, and the side of the world in CSS pixels at zoom 0. */
const EQUATOR = 40_075_016.686;
const WORLD = 512;

/** Metres of a CSS pixel in the middle of a Web Mercator map. */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (EQUATOR * Math.cos((latitude * Math.PI) / 180)) / (WORLD * 2 ** zoom);
}

/** The longest of 1, 2 and 5 times a power of ten that is not longer than `metres`. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return ([5, 2, 1].find((each) => each * power <= metres) ?? 1) * power;
}

/** @throws {Error} when the browser gives no canvas. */
export async function pictureOf(map: MapLibre, words: PictureWords): Promise<Blob> {
  const source = map.getCanvas();
  const ratio = source.width / source.clientWidth;
  const [width, mapHeight] = [source.clientWidth, source.clientHeight];
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const family = getComputedStyle(document.documentElement).fontFamily;
  await document.fonts.ready;
  const room = COLUMN - 2 * MARGIN;
  const lay = (text: string, font: string, most: number) => {
    pen.font = `${font} ${family}`;
    return wrapped((each) => pen.measureText(each).width, text, most);
  };
  const groups = words.legend.map(({ heading, rows }) => ({
    heading: lay(heading, HEADING, room),
    rows: rows.map((row) => ({ sign: row.sign, lines: lay(row.label, LABEL, room - SIGN) })),
  }));
  const tall = (lines: string[]) => ROW + (lines.length - 1) * LINE;
  const legend = groups.reduce((sum, group) => sum + tall(group.heading) + group.rows.reduce((rows, row) => rows + tall(row.lines), 0) + 10, 18);
  const head = 62;
  const foot = 14 + words.notes.length * 16;
  // A legend that is longer than the map is told whole.
  const height = Math.max(mapHeight, legend);
  canvas.width = (width + COLUMN) * ratio;
  canvas.height = (height + head + foot) * ratio;
  pen.scale(ratio, ratio);
  pen.fillStyle = '#FFFFFF';
  pen.fillRect(0, 0, width + COLUMN, height + head + foot);
  const write = (text: string, x: number, y: number, font: string, colour: string, most: number) => {
    pen.font = `${font} ${family}`;
    pen.fillStyle = colour;
    pen.fillText(shortened(pen, text, most), x, y);
  };
  write(words.title, MARGIN, 28, '600 20px', INK, width + COLUMN - 2 * MARGIN);
  write(words.subtitle, MARGIN, 50, '400 14px', '#4A5565', width + COLUMN - 2 * MARGIN);
  pen.drawImage(source, 0, head, width, mapHeight);
  pen.strokeStyle = '#8A8598';
  pen.lineWidth = 1;
  pen.strokeRect(0.5, head + 0.5, width - 1, mapHeight - 1);
  drawScale(pen, map, words, family, head + mapHeight - MARGIN);
  let y = head + 18;
  const writeLines = (lines: string[], x: number, font: string) => {
    lines.forEach((line, index) => write(line, x, y + index * LINE, font, INK, COLUMN));
    y += tall(lines);
  };
  for (const group of groups) {
    writeLines(group.heading, width + MARGIN, HEADING);
    for (const row of group.rows) {
      drawSign(pen, row.sign, width + MARGIN, y);
      writeLines(row.lines, width + MARGIN + SIGN, LABEL);
    }
    y += 10;
  }
  words.notes.forEach((note, index) => {
    write(note, MARGIN, head + height + 18 + index * 16, '400 12px', '#4A5565', width + COLUMN - 2 * MARGIN);
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => { if (blob) resolve(blob); else reject(new Error('no picture')); }, 'image/png');
  });
}

/** Words in as many lines as they need; a word that is longer than a line has one of its own. */
export function wrapped(measure: (text: string) => number, text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function drawSign(pen: CanvasRenderingContext2D, sign: LegendRow['sign'], x: number, y: number): void {
  if ('mark' in sign) {
    drawMark(pen, sign.mark, x, y - 15, 20);
    return;
  }
  pen.fillStyle = sign.colour;
  pen.fillRect(x, y - 12, 20, 14);
  pen.strokeStyle = '#8A8598';
  pen.lineWidth = 1;
  pen.strokeRect(x + 0.5, y - 11.5, 19, 13);
}

function drawScale(pen: CanvasRenderingContext2D, map: MapLibre, words: PictureWords, family: string, y: number): void {
  const metre = 1 / metresPerPixel(map.getCenter().lat, map.getZoom());
  const metres = roundLength(LONGEST_BAR / metre);
  const length = metres * metre;
  pen.fillStyle = 'rgba(255,255,255,0.85)';
  pen.fillRect(MARGIN - 8, y - 30, length + 16, 36);
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(MARGIN, y - 8);
  pen.lineTo(MARGIN, y);
  pen.lineTo(MARGIN + length, y);
  pen.lineTo(MARGIN + length, y - 8);
  pen.stroke();
  pen.lineWidth = 1;
  pen.font = `400 13px ${family}`;
  pen.fillStyle = INK;
  pen.fillText(words.distance(metres), MARGIN + 4, y - 12);
}

function shortened(pen: CanvasRenderingContext2D, text: string, most: number): string {
  if (pen.measureText(text).width <= most) return text;
  let cut = text;
  while (cut.length > 1 && pen.measureText(`${cut}…`).width > most) cut = cut.slice(0, -1);
  return `${cut}…`;
}
