// The judges as one process: programs we did not write look at what we print. One JSON object a line in, one out, in order.
//   {"op":"zpl","in":"a.zpl","out":"a.png","width_mm":101.6,"height_mm":152.4,"dots_per_mm":8}   zpl-renderer-js draws each label
//       -> {"ok":true,"pages":["a.png"]}, or a-0.png, a-1.png, ... for several labels
//   {"op":"read","in":"a.png","hurt":"blur"}   zxing-wasm reads the barcodes, after the picture was hurt (see hurts; may be left out)
//       -> {"ok":true,"symbols":[{"format":"Code128","aim":"]C0","text":"...","angle":0,"x":0,"y":0,"width":0,"height":0}]}
//   {"op":"same","a":"a.png","b":"b.png"}      -> {"ok":true,"differ":0,"a":[w,h],"b":[w,h]}   dots that differ
//   {"op":"ink","in":"a.png"}                  -> {"ok":true,"width":812,"height":1218,"left":24,"top":24,"right":787,"bottom":1193}
//   {"op":"runs","in":"a.png","y":1000}        -> {"ok":true,"runs":[40,3,3,...]}   lengths in a row, white first; "x": in a column; "ys": in several rows, as "all"
//   {"op":"enlarge","in":"a.png","out":"a.pgm","times":3}   with a white border, for OCR
//   {"op":"pbm","in":"a.png","out":"a.pbm","scale":2,"left":0,"top":0.2,"bottom":0.6}   -> {"ok":true}   the dots as PBM, each as a
//       square of that many; of the part from left to right, top to bottom (0 to 1; all of it where nothing is said)
// "quarter":1 turns the picture clockwise by a quarter before it is read or enlarged, or its runs or ink are counted.
// A failed command gives {"ok":false,"error":"..."}. Pictures are PNG (not interlaced) or PBM (P4); dark is under 128.
'use strict';
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const readline = require('readline');

// PNG or PBM -> {w, h, px}: one byte of grey a dot, on white.
function load(file) {
  const data = fs.readFileSync(file);
  return data.toString('latin1', 0, 2) === 'P4' ? loadPbm(data) : loadPng(data);
}

function loadPbm(data) {
  const head = /^P4\s+(?:#.*\s+)*(\d+)\s+(\d+)\s/.exec(data.toString('latin1', 0, 200));
  const [w, h] = [+head[1], +head[2]], stride = (w + 7) >> 3, px = new Uint8Array(w * h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) px[y * w + x] = data[head[0].length + y * stride + (x >> 3)] >> (7 - (x & 7)) & 1 ? 0 : 255;
  return { w, h, px };
}

function loadPng(data) {
  let w, h, depth, type, palette, alpha, parts = [];
  if (data.toString('latin1', 1, 4) !== 'PNG') throw new Error('neither PNG nor PBM');
  for (let at = 8; at < data.length;) {
    const len = data.readUInt32BE(at), name = data.toString('latin1', at + 4, at + 8), body = data.subarray(at + 8, at + 8 + len);
    if (name === 'IHDR') [w, h, depth, type] = [body.readUInt32BE(0), body.readUInt32BE(4), body[8], body[9]];
    if (name === 'IHDR' && body[12]) throw new Error('interlaced PNG');
    if (name === 'PLTE') palette = body;
    if (name === 'tRNS') alpha = body;
    if (name === 'IDAT') parts.push(body);
    at += 12 + len;
  }
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[type], bpp = Math.max(1, channels * depth >> 3);
  const stride = (w * channels * depth + 7) >> 3, raw = zlib.inflateSync(Buffer.concat(parts)), px = new Uint8Array(w * h);
  let before = new Uint8Array(stride);
  for (let y = 0; y < h; y++) {
    const filter = raw[y * (stride + 1)], row = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let i = 0; i < stride; i++) {
      const a = i >= bpp ? row[i - bpp] : 0, b = before[i], c = i >= bpp ? before[i - bpp] : 0, p = a + b - c;
      const paeth = Math.abs(p - a) <= Math.abs(p - b) && Math.abs(p - a) <= Math.abs(p - c) ? a : Math.abs(p - b) <= Math.abs(p - c) ? b : c;
      row[i] += [0, a, b, (a + b) >> 1, paeth][filter];
    }
    for (let x = 0; x < w; x++) {
      const sample = (n) => depth === 16 ? row[(x * channels + n) * 2] : depth === 8 ? row[x * channels + n]
        : row[(x * depth) >> 3] >> (8 - depth - ((x * depth) & 7)) & ((1 << depth) - 1);
      let grey, opaque = 255;
      if (type === 3) {
        const i = sample(0);
        grey = 0.299 * palette[3 * i] + 0.587 * palette[3 * i + 1] + 0.114 * palette[3 * i + 2];
        opaque = alpha && i < alpha.length ? alpha[i] : 255;
      } else if (type === 0 || type === 4) {
        grey = depth < 8 ? sample(0) * 255 / ((1 << depth) - 1) : sample(0);
        opaque = type === 4 ? sample(1) : 255;
      } else {
        grey = 0.299 * sample(0) + 0.587 * sample(1) + 0.114 * sample(2);
        opaque = type === 6 ? sample(3) : 255;
      }
      px[y * w + x] = Math.round((grey * opaque + 255 * (255 - opaque)) / 255);
    }
    before = row;
  }
  return { w, h, px };
}

// The picture seen through a function from its place to the source's, with a value between dots; then black and white again.
function warp(p, w, h, place) {
  const px = new Uint8Array(w * h);
  const at = (x, y) => x < 0 || y < 0 || x >= p.w || y >= p.h ? 255 : p.px[y * p.w + x];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const [sx, sy] = place(x, y), ix = Math.floor(sx), iy = Math.floor(sy), fx = sx - ix, fy = sy - iy;
      px[y * w + x] = (at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx) * (1 - fy) + (at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx) * fy < 128 ? 0 : 255;
    }
  return { w, h, px };
}

function blur(p, sigma) {
  const r = Math.ceil(3 * sigma), kernel = [];
  for (let i = -r; i <= r; i++) kernel.push(Math.exp(-i * i / (2 * sigma * sigma)));
  const sum = kernel.reduce((a, b) => a + b), pass = (src, dx, dy) => {
    const out = new Float32Array(p.w * p.h);
    for (let y = 0; y < p.h; y++)
      for (let x = 0; x < p.w; x++) {
        let v = 0;
        for (let i = -r; i <= r; i++) {
          const sx = Math.min(p.w - 1, Math.max(0, x + i * dx)), sy = Math.min(p.h - 1, Math.max(0, y + i * dy));
          v += kernel[i + r] * src[sy * p.w + sx];
        }
        out[y * p.w + x] = v / sum;
      }
    return out;
  };
  const grey = pass(pass(p.px, 1, 0), 0, 1);
  return { w: p.w, h: p.h, px: Uint8Array.from(grey, (v) => v < 128 ? 0 : 255) };
}

// One dot more (ink 0) or less (ink 255) of black on every side.
function spread(p, ink) {
  const px = p.px.slice();
  for (let y = 0; y < p.h; y++)
    for (let x = 0; x < p.w; x++)
      if ((p.px[y * p.w + x] < 128) === (ink === 0))
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++)
            if (x + dx >= 0 && x + dx < p.w && y + dy >= 0 && y + dy < p.h) px[(y + dy) * p.w + x + dx] = ink;
  return { w: p.w, h: p.h, px };
}

const turn = (p, degrees) => {
  const c = Math.cos(degrees * Math.PI / 180), s = Math.sin(degrees * Math.PI / 180), cx = p.w / 2, cy = p.h / 2;
  return warp(p, p.w, p.h, (x, y) => [cx + (x - cx) * c + (y - cy) * s, cy - (x - cx) * s + (y - cy) * c]);
};
const hurts = {
  none: (p) => p,
  turned: (p) => turn(p, 2), // stuck on at an angle
  squeezed: (p) => warp(p, p.w, Math.round(p.h * 0.975), (x, y) => [x, y / 0.975]), // fed too slowly
  blur: (p) => blur(p, 1.2),
  'more-blur': (p) => blur(p, 2),
  gain: (p) => spread(p, 0), // too hot
  loss: (p) => spread(p, 255), // too cold
  'dead-dots': (p) => ({ w: p.w, h: p.h, px: p.px.map((v, i) => i % p.w % 40 === 20 ? 255 : v) }), // a worn head
  upside: (p) => ({ w: p.w, h: p.h, px: p.px.slice().reverse() }),
};

// The command's picture, turned as it asks for.
function picture(c) {
  const p = load(c.in), n = c.quarter || 0;
  if (n === 0) return p;
  const px = new Uint8Array(p.w * p.h), w = n % 2 ? p.h : p.w, h = n % 2 ? p.w : p.h;
  for (let y = 0; y < p.h; y++)
    for (let x = 0; x < p.w; x++) {
      const [tx, ty] = n === 1 ? [p.h - 1 - y, x] : n === 2 ? [p.w - 1 - x, p.h - 1 - y] : [y, p.w - 1 - x];
      px[ty * w + tx] = p.px[y * p.w + x];
    }
  return { w, h, px };
}

let zxing, zpl;
async function read(p) {
  if (!zxing) {
    zxing = require('zxing-wasm/reader');
    const wasm = fs.readFileSync(path.join(path.dirname(require.resolve('zxing-wasm/reader')), '../../reader/zxing_reader.wasm'));
    zxing.prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) }, fireImmediately: false });
  }
  const rgba = new Uint8ClampedArray(p.w * p.h * 4);
  for (let i = 0; i < p.px.length; i++) {
    rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = p.px[i];
    rgba[4 * i + 3] = 255;
  }
  const found = await zxing.readBarcodes({ data: rgba, width: p.w, height: p.h, colorSpace: 'srgb' },
    { tryHarder: true, maxNumberOfSymbols: 255, formats: [], returnErrors: false });
  return found.map((f) => {
    const { topLeft: a, topRight: b } = f.position || {}, xs = Object.values(f.position || {}).map((c) => c.x), ys = Object.values(f.position || {}).map((c) => c.y);
    return { format: f.format, aim: f.symbologyIdentifier, text: f.text, ec: f.ecLevel || undefined, version: f.version || undefined,
      angle: a && b ? Math.round(Math.atan2(b.y - a.y, b.x - a.x) * 180 / Math.PI) : 0,
      x: Math.min(...xs), y: Math.min(...ys), width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
  });
}

const ops = {
  async zpl(c) {
    zpl = zpl || (await require('zpl-renderer-js').ready).api;
    const pictures = await zpl.zplToBase64MultipleAsync(fs.readFileSync(c.in, 'utf8'), c.width_mm || 101.6, c.height_mm || 152.4, c.dots_per_mm || 8);
    const pages = pictures.map((_, n) => pictures.length > 1 ? c.out.replace(/(\.png)?$/, `-${n}.png`) : c.out);
    pictures.forEach((b, n) => fs.writeFileSync(pages[n], Buffer.from(b, 'base64')));
    return { pages };
  },
  async read(c) {
    if (c.hurt && !hurts[c.hurt]) throw new Error(`no hurt ${c.hurt}; there are ${Object.keys(hurts).join(' ')}`);
    return { symbols: await read(hurts[c.hurt || 'none'](picture(c))) };
  },
  async same(c) {
    const a = load(c.a), b = load(c.b);
    let differ = 0;
    for (let y = 0; y < Math.max(a.h, b.h); y++)
      for (let x = 0; x < Math.max(a.w, b.w); x++)
        differ += (x < a.w && y < a.h && a.px[y * a.w + x] < 128) !== (x < b.w && y < b.h && b.px[y * b.w + x] < 128);
    return { differ, a: [a.w, a.h], b: [b.w, b.h] };
  },
  async ink(c) {
    const p = picture(c), box = { left: p.w, top: p.h, right: -1, bottom: -1 };
    for (let y = 0; y < p.h; y++)
      for (let x = 0; x < p.w; x++)
        if (p.px[y * p.w + x] < 128) {
          box.left = Math.min(box.left, x); box.right = Math.max(box.right, x);
          box.top = Math.min(box.top, y); box.bottom = Math.max(box.bottom, y);
        }
    return { width: p.w, height: p.h, ...box };
  },
  async enlarge(c) {
    const p = picture(c), edge = 60, w = p.w * c.times + 2 * edge, h = p.h * c.times + 2 * edge, px = Buffer.alloc(w * h, 255);
    for (let y = 0; y < p.h * c.times; y++)
      for (let x = 0; x < p.w * c.times; x++) px[(y + edge) * w + x + edge] = p.px[Math.floor(y / c.times) * p.w + Math.floor(x / c.times)];
    fs.writeFileSync(c.out, Buffer.concat([Buffer.from(`P5\n${w} ${h}\n255\n`), px]));
    return {};
  },
  async pbm(c) {
    const p = picture(c), k = c.scale || 1, left = Math.floor(p.w * (c.left || 0)), w = Math.floor(p.w * (c.right || 1)) - left;
    const stride = (w * k + 7) >> 3, rows = [];
    for (let y = Math.floor(p.h * (c.top || 0)); y < Math.floor(p.h * (c.bottom || 1)); y++) {
      const row = Buffer.alloc(stride);
      for (let x = 0; x < w * k; x++)
        if (p.px[y * p.w + left + Math.floor(x / k)] < 128) row[x >> 3] |= 0x80 >> (x & 7);
      for (let i = 0; i < k; i++) rows.push(row);
    }
    fs.writeFileSync(c.out, Buffer.concat([Buffer.from(`P4\n${w * k} ${rows.length}\n`), ...rows]));
    return {};
  },
  async runs(c) {
    const p = picture(c), count = (down, at) => {
      const runs = [0];
      for (let i = 0, black = false; i < (down ? p.h : p.w); i++) {
        if ((p.px[down ? i * p.w + at : at * p.w + i] < 128) !== black) { runs.push(0); black = !black; }
        runs[runs.length - 1]++;
      }
      return runs;
    };
    return c.ys ? { all: c.ys.map((y) => count(false, y)) } : { runs: count(c.x !== undefined, c.x !== undefined ? c.x : c.y) };
  },
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    let answer;
    try {
      const command = JSON.parse(line);
      if (!Object.hasOwn(ops, command.op)) throw new Error(`no op ${command.op}; there are ${Object.keys(ops).join(' ')}`);
      answer = { ok: true, ...await ops[command.op](command) };
    } catch (e) {
      answer = { ok: false, error: String(e && e.message || e) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
  process.exit(0);
})();
