/** The icons of the bundles: a letter on a coloured tile, one small mark for the family; drawn here, no vendor's logo. */
import { crc32, deflateSync } from "node:zlib";

const size = 512;
const stroke = 34;

type Point = readonly [x: number, y: number];
type Line = readonly Point[];

/** Part of a circle as a line of points, angles in degrees, clockwise from the right. */
function arc(x: number, y: number, r: number, from: number, to: number): Line {
  return Array.from({ length: 25 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / 24) * Math.PI) / 180;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

/** Letters in a field of 160 by 220. */
const letters: Readonly<Record<string, readonly Line[]>> = {
  A: [
    [
      [0, 220],
      [80, 0],
      [160, 220],
    ],
    [
      [30, 146],
      [130, 146],
    ],
  ],
  G: [
    [...arc(80, 110, 100, -45, -300)],
    [
      [130, 197],
      [160, 180],
      [160, 120],
      [95, 120],
    ],
  ],
  H: [
    [
      [0, 0],
      [0, 220],
    ],
    [
      [150, 0],
      [150, 220],
    ],
    [
      [0, 110],
      [150, 110],
    ],
  ],
  L: [
    [
      [0, 0],
      [0, 220],
      [140, 220],
    ],
  ],
  N: [
    [
      [0, 220],
      [0, 0],
      [150, 220],
      [150, 0],
    ],
  ],
  P: [[[0, 220], [0, 0], [80, 0], ...arc(80, 60, 60, -90, 90), [0, 120]]],
  S: [[...arc(78, 56, 58, -30, -270), ...arc(78, 164, 52, -90, 150)]],
  // The gateway: one point and the many behind it.
  "*": [
    arc(80, 110, 34, 0, 360),
    [
      [80, 76],
      [80, -10],
    ],
    [
      [50, 128],
      [-24, 172],
    ],
    [
      [110, 128],
      [184, 172],
    ],
  ],
};

/**
 * A PNG of 512 by 512 points.
 * @param letter one of the letters above
 * @param hue of the tile, in degrees
 */
export function drawIcon(letter: string, hue: number): Buffer {
  const lines = (letters[letter] ?? []).map((line) => line.map(([x, y]): Point => [x + 176, y + 134]));
  if (lines.length === 0) throw new Error(`no icon is drawn for "${letter}"`);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const tile = covered(-roundedBox(x - size / 2, y - size / 2, 240, 96));
      const ink = covered(stroke / 2 - Math.min(...lines.map((line) => distance(line, x, y))));
      const mark = covered(11 - Math.abs(Math.hypot(x - 420, y - 420) - 30));
      const paint = Math.max(ink, mark * 0.75);
      const ground = toRgb(hue, 0.52, 0.42 - (0.14 * y) / size);
      const at = y * (size * 4 + 1) + 1 + x * 4;
      ground.forEach((value, i) => (rows[at + i] = Math.round(value * (1 - paint) + 255 * paint)));
      rows[at + 3] = Math.round(255 * tile);
    }
  }
  return png(rows);
}

/** From a signed distance to how much of a point is covered: soft edges. */
const covered = (inside: number): number => Math.min(1, Math.max(0, inside + 0.5));

function roundedBox(x: number, y: number, half: number, radius: number): number {
  const [dx, dy] = [Math.abs(x) - half + radius, Math.abs(y) - half + radius];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

function distance(line: Line, x: number, y: number): number {
  let least = Infinity;
  line.slice(1).forEach(([bx, by], i) => {
    const [ax, ay] = line[i] ?? [bx, by];
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - ax - dx * along, y - ay - dy * along));
  });
  return least;
}

function toRgb(hue: number, saturation: number, lightness: number): number[] {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((offset) => {
    const k = (offset + hue / 30) % 12;
    return 255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  });
}

/** @param rows eight-bit RGBA, each row behind a byte for its filter, which is none */
function png(rows: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}
