/** A map as a picture to hand on: the map as it is seen, with title, legend, scale, source and the data it is of. */
import type { Map as MapLibre } from 'maplibre-gl';

import { INK } from './palette';

export interface LegendRow {
  /** Fill of the swatch; null: a point's mark, drawn as a dot of `dot`. */
  colour: string | null;
  dot?: string;
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
const ROW = 20;
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
  const [width, height] = [source.clientWidth, source.clientHeight];
  const canvas = document.createElement('canvas');
  const head = 62;
  const foot = 14 + words.notes.length * 16;
  canvas.width = (width + COLUMN) * ratio;
  canvas.height = (height + head + foot) * ratio;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.scale(ratio, ratio);
  pen.fillStyle = '#FFFFFF';
  pen.fillRect(0, 0, width + COLUMN, height + head + foot);
  const family = getComputedStyle(document.documentElement).fontFamily;
  await document.fonts.ready;
  const write = (text: string, x: number, y: number, font: string, colour: string, most: number) => {
    pen.font = `${font} ${family}`;
    pen.fillStyle = colour;
    pen.fillText(shortened(pen, text, most), x, y);
  };
  write(words.title, MARGIN, 28, '600 20px', INK, width + COLUMN - 2 * MARGIN);
  write(words.subtitle, MARGIN, 50, '400 14px', '#4A5565', width + COLUMN - 2 * MARGIN);
  pen.drawImage(source, 0, head, width, height);
  pen.strokeStyle = '#8A8598';
  pen.strokeRect(0.5, head + 0.5, width - 1, height - 1);
  drawScale(pen, map, words, family, head + height - MARGIN);
  let y = head + 18;
  for (const group of words.legend) {
    write(group.heading, width + MARGIN, y, '600 14px', INK, COLUMN - 2 * MARGIN);
    y += ROW;
    for (const row of group.rows) {
      drawSwatch(pen, row, width + MARGIN, y);
      write(row.label, width + MARGIN + 28, y, '400 13px', INK, COLUMN - 2 * MARGIN - 28);
      y += ROW;
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

function drawSwatch(pen: CanvasRenderingContext2D, row: LegendRow, x: number, y: number): void {
  if (row.colour === null) {
    pen.beginPath();
    pen.arc(x + 10, y - 5, 6, 0, 2 * Math.PI);
    pen.fillStyle = row.dot ?? INK;
    pen.fill();
    return;
  }
  pen.fillStyle = row.colour;
  pen.fillRect(x, y - 12, 20, 14);
  pen.strokeStyle = '#8A8598';
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
