// The README's pictures, from the real program: node tests/pictures/make.cjs (after make and npm ci in tests/oracles).
'use strict';
const { chromium } = require('../oracles/node_modules/playwright-core');
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..', '..');
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

async function main() {
  const demo = spawn(path.join(root, 'build/release/packwright'), ['demo', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    demo.stdout.on('data', (d) => { text += d; const m = /http:\S+/.exec(text); if (m) resolve(m[0]); });
    demo.on('exit', () => reject(new Error('the demo ended: ' + text)));
  });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
    const state = async () => (await page.request.get(url + 'v1/state')).json();
    const click = async (text) => { await page.locator('button', { hasText: text }).first().click(); await page.waitForTimeout(400); };
    const pack = async (label, units) => {
      await click(label);
      for (let n = 0; ; n++) {
        const s = await state();
        if (s.lane.phase !== 'packing' || n === units) return;
        await click(s.lane.order.lines.find((l) => l.active).sku);
      }
    };
    const orders = (await state()).queue;
    await pack(orders[1].id, 99);
    await page.waitForTimeout(3000);
    const papers = (await state()).papers;
    for (const kind of ['slip', 'label']) {
      const paper = papers.find((p) => p.printer === kind);
      fs.writeFileSync(path.join(__dirname, kind + '.png'), await (await page.request.get(url.replace(/\/$/, '') + paper.url)).body());
    }
    await pack(orders[3].id, 2);
    await page.waitForTimeout(800);
    await page.screenshot({ path: path.join(__dirname, 'bench.png') });
    await click('An item of another order');
    await page.screenshot({ path: path.join(__dirname, 'refused.png') });
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
  }
}
main().catch((e) => { console.error(e); process.exit(1); });
