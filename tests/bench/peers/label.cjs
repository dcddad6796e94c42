// A page of dots to ZPL by the npm package zpl-image, warm, in one process.
// node label.cjs PAGE.png TIMES: name, median, 99th percentile and largest in µs, count, bytes, by tabs.
'use strict';
const fs = require('fs');
const { PNG } = require('pngjs');
const { rgbaToACS, rgbaToZ64 } = require('zpl-image');

const page = PNG.sync.read(fs.readFileSync(process.argv[2]));
const times = Number(process.argv[3] || 20);
for (const [name, encode] of [['zpl-image, run lengths', rgbaToACS], ['zpl-image, Z64', rgbaToZ64]]) {
  const us = [];
  let bytes = 0;
  for (let i = -5; i < times; i++) {
    const begin = process.hrtime.bigint();
    const out = encode(page.data, page.width, { black: 50, notrim: true });
    if (i >= 0)
      us.push(Number(process.hrtime.bigint() - begin) / 1e3);
    bytes = (out.acs || out.z64).length;
  }
  us.sort((a, b) => a - b);
  console.log([name, ...[us[times >> 1], us[Math.floor(times * 0.99)], us[times - 1]].map((t) => t.toFixed(1)), times, bytes].join('\t'));
}
