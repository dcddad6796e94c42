// The bench's page: draws what the station says, and in the demo sends clicks as scans. No text from outside is ever read as markup.
'use strict';

const $ = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="packwright-token"]').content;

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/assets/icons.svg#${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

// Children of parent become those of items, in order; a node lives on while its key is there (pictures don't flicker, nothing jumps).
function keyed(parent, items, keyOf, create, update) {
  const had = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = null;
  for (const item of items) {
    const key = String(keyOf(item));
    let node = had.get(key);
    if (node) had.delete(key);
    else { node = create(item); node.dataset.key = key; }
    if (update) update(node, item);
    const place = before ? before.nextSibling : parent.firstChild;
    if (node !== place) parent.insertBefore(node, place);
    before = node;
  }
  for (const node of had.values()) node.remove();
}

const setText = (node, text) => { const t = text ?? ''; if (node.textContent !== String(t)) node.textContent = t; };
const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

function when(text) {
  const date = text ? new Date(text) : null;
  if (!date || isNaN(date)) return text || '';
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const day = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((day(date) - day(new Date())) / 86400000);
  if (days === 0) return `today ${time}`;
  if (days === 1) return `tomorrow ${time}`;
  return date.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' });
}

/* ---- sound: each tone is told apart with closed eyes ---- */

const sound = {
  on: localStorage.getItem('sound') !== 'off',
  context: null,
  wake() {
    if (!this.context && window.AudioContext) this.context = new AudioContext();
    if (this.context && this.context.state === 'suspended') this.context.resume();
  },
  note(shape, hertz, at, length, gain) {
    const c = this.context, o = c.createOscillator(), g = c.createGain(), t = c.currentTime + at;
    o.type = shape;
    o.frequency.value = hertz;
    g.gain.setValueAtTime(0, t);
    g.gain.linearRampToValueAtTime(gain, t + 0.008);
    g.gain.setValueAtTime(gain, t + length - 0.03);
    g.gain.linearRampToValueAtTime(0, t + length);
    o.connect(g).connect(c.destination);
    o.start(t);
    o.stop(t + length + 0.02);
  },
  play(tone) {
    if (!this.on || !this.context || this.context.state !== 'running') return;
    const notes = {
      right: [['sine', 1320, 0, 0.11, 0.35]],
      wrong: [['square', 165, 0, 0.2, 0.22], ['square', 131, 0.24, 0.34, 0.22]],
      'too-many': [['square', 392, 0, 0.09, 0.18], ['square', 392, 0.14, 0.09, 0.18], ['square', 392, 0.28, 0.09, 0.18]],
      note: [['sine', 784, 0, 0.14, 0.3], ['sine', 988, 0.18, 0.14, 0.3], ['sine', 784, 0.36, 0.2, 0.3]],
      complete: [['triangle', 659, 0, 0.12, 0.4], ['triangle', 880, 0.12, 0.12, 0.4], ['triangle', 1319, 0.24, 0.3, 0.4]],
      attention: [['sawtooth', 587, 0, 0.16, 0.16], ['sawtooth', 440, 0.18, 0.16, 0.16], ['sawtooth', 587, 0.36, 0.16, 0.16], ['sawtooth', 440, 0.54, 0.2, 0.16]],
    }[tone] || [];
    for (const n of notes) this.note(...n);
  },
};

function showSound() {
  setText($('sound'), sound.on ? 'Sound on' : 'Sound off');
  $('sound').setAttribute('aria-pressed', String(sound.on));
}
$('sound').addEventListener('click', () => {
  sound.on = !sound.on;
  localStorage.setItem('sound', sound.on ? 'on' : 'off');
  showSound();
});
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => sound.wake());

/* ---- the sign and the order ---- */

const words = { right: 'Right', wrong: 'Wrong', 'too-many': 'Too many', attention: 'Look here', note: 'Read this', complete: 'Complete', idle: 'Ready' };
let heard = null; // number of the last message that was sounded

function drawSign(lane) {
  const m = lane.message || { tone: 'idle', title: 'Scan an order or an item' };
  const tone = words[m.tone] ? m.tone : 'idle';
  document.body.dataset.tone = tone;
  $('sign-icon').setAttribute('href', `/assets/icons.svg#${tone}`);
  setText($('sign-word'), words[tone]);
  setText($('sign-title'), m.title);
  $('sign-title').classList.toggle('long', (m.title || '').length > 26);
  setText($('sign-detail'), m.detail);
  const o = lane.order;
  $('count').hidden = !o || !(o.units > 0);
  if (o) { setText($('count-done'), o.verified); setText($('count-all'), o.units); }
  $('refusal').hidden = !(m.expected || m.came);
  $('refusal').classList.toggle('one', !m.expected || !m.came);
  for (const half of ['expected', 'came']) {
    $(half).parentElement.hidden = !m[half];
    setText($(half), m[half] || '');
  }
  const n = m.n ?? JSON.stringify(m);
  if (heard !== null && n !== heard) sound.play(tone);
  heard = n;
}

// A document that nobody can vouch for: a person looks at the paper.
function drawQuestion(job) {
  $('question').hidden = !job;
  if (!job) return;
  setText($('question-title'), `Did the ${job.document}${job.order ? ` of order ${job.order}` : ''} come out of printer ${job.printer}?`);
  setText($('question-detail'), `Look at the paper, then scan “It was printed” or “It was not printed”. What is known: ${job.evidence}.`);
}

// What must be known of the order and of the article that is next; large until it was read.
function drawNotes(lane) {
  const notes = lane.notes || [];
  $('notes').hidden = notes.length === 0;
  keyed($('notes'), notes, (n) => `${n.kind} ${n.of} ${n.text}`,
    () => make('li', 'note', icon('note'), make('div', '', make('b'), make('p'))),
    (node, n) => {
      node.className = `note ${n.wanted ? 'wanted' : ''} ${n.kind}`;
      setText(node.querySelector('b'), `${n.of ? `${n.title}: ${n.of}` : n.title}${n.wanted ? ' · scan “I have read it”' : n.read ? ' · read' : ''}`);
      setText(node.querySelector('p'), n.text);
    });
}

function makeLine() {
  const mark = make('span', 'line-mark');
  const picture = make('img', 'line-picture');
  picture.alt = '';
  picture.hidden = true;
  picture.addEventListener('error', () => { picture.hidden = true; });
  return make('li', 'line', mark, picture, make('div', 'line-text', make('div', 'line-name'), make('div', 'line-sku'), make('ul', 'line-kit')),
    make('div', 'line-count', make('span'), make('small')));
}

function drawLine(node, line) {
  const done = line.verified >= line.quantity;
  const active = !done && line.active;
  const state = done ? 'done' : active ? 'active' : '';
  if (node.dataset.state !== state) {
    node.dataset.state = state;
    node.className = `line ${state}`;
    node.querySelector('.line-mark').replaceChildren(...(state ? [icon(done ? 'done' : 'next')] : []));
    if (active) node.scrollIntoView({ block: 'nearest' });
  }
  const picture = node.querySelector('.line-picture');
  if (picture.dataset.url !== (line.picture ?? '')) {
    picture.dataset.url = line.picture ?? '';
    picture.hidden = !line.picture;
    if (line.picture) picture.src = line.picture;
  }
  const kit = node.querySelector('.line-kit');
  kit.hidden = done || !line.components;
  keyed(kit, line.components || [], (c) => c.sku, () => make('li', '', make('b'), make('span')), (item, c) => {
    item.className = c.have >= c.quantity ? 'in' : '';
    setText(item.children[0], `${Math.min(c.have, c.quantity)} of ${c.quantity}`);
    setText(item.children[1], c.name ? `${c.name} · ${c.sku}` : c.sku);
  });
  setText(node.querySelector('.line-name'), line.name);
  setText(node.querySelector('.line-sku'), line.sku);
  setText(node.querySelector('.line-count span'), `${line.verified} / ${line.quantity}`);
  setText(node.querySelector('.line-count small'), done ? 'done' : active ? 'next' : `${line.quantity - line.verified} to go`);
}

function drawOrder(lane) {
  const o = lane.order;
  $('order').hidden = !o;
  if (!o) return;
  setText($('order-id'), o.id);
  setText($('order-recipient'), o.recipient);
  setText($('order-service'), o.gift ? `${o.service || ''} · gift` : o.service);
  setText($('order-ship-by'), when(o.ship_by));
  keyed($('lines'), o.lines || [], (l) => `${l.order_item_id ?? ''}${l.sku}${(o.lines || []).indexOf(l)}`, makeLine, drawLine);
  const p = lane.parcel;
  $('parcel').hidden = !p || !p.barcode;
  if (!p) return;
  const box = p.boxes > 1 ? `Box ${p.place} of this order: parcel` : 'Parcel';
  setText($('parcel'), `${box} ${p.barcode}${p.box ? ` in ${p.box}` : ''} · ${p.status || ''}${p.tracking ? ` · tracking ${p.tracking}` : ''}`);
}

function drawQueue(state) {
  const queue = state.queue || [];
  $('waiting').hidden = Boolean(state.lane && state.lane.order);
  const waiting = state.waiting ?? queue.length;
  setText($('waiting-count'), waiting >= 1000 ? '1000 orders or more' : waiting ? plural(waiting, 'order', 'orders') : '');
  keyed($('queue'), queue.length ? queue : [{ id: 'No order is waiting.', empty: true }], (q) => q.id,
    () => make('li', '', make('b'), make('span'), make('span')),
    (node, q) => {
      setText(node.children[0], q.id);
      setText(node.children[1], q.empty ? '' : `${plural(q.units, 'unit', 'units')}${q.lines > 1 ? ` in ${q.lines} lines` : ''}`);
      setText(node.children[2], q.empty ? '' : when(q.ship_by));
      node.children[2].className = !q.empty && new Date(q.ship_by) - Date.now() < 4 * 3600000 ? 'soon' : '';
    });
}

/* ---- barcodes to click ---- */

async function scan(code, node) {
  sound.wake();
  if (node) { node.classList.add('hit'); setTimeout(() => node.classList.remove('hit'), 180); }
  const answer = await fetch('/v1/scan', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Packwright-Token': token },
    body: JSON.stringify({ text: code }),
  }).catch(() => null);
  if (answer && answer.status === 403) location.reload(); // the station was started anew: this page's token is an old one
  else if (answer && !answer.ok) console.warn(await answer.text());
}

function makeBarcode(item) {
  const img = make('img');
  img.alt = '';
  img.src = `/v1/barcode.svg?text=${encodeURIComponent(item.code)}`;
  img.addEventListener('error', () => { img.hidden = true; });
  const button = make('button', 'barcode', img, make('b'), make('span'));
  button.type = 'button';
  button.addEventListener('click', () => scan(item.code, button));
  return button;
}

function drawBarcode(node, item) {
  setText(node.querySelector('b'), item.label || item.title);
  setText(node.querySelector('span'), item.code);
  node.classList.toggle('off', item.applies === false);
}

const groups = [['item', 'Items of this order'], ['wrong', 'To be refused'], ['parcel', 'Parcels'], ['tracking', 'Tracking numbers'],
  ['order', 'Orders'], ['other', 'More']];

function makeGroup(group) {
  if (group.kind !== 'command') return make('section', 'barcodes-group', make('h3', '', group.title), make('div', 'barcodes'));
  return make('details', '', make('summary', '', group.title), make('div', 'barcodes'));
}

function drawBarcodes(state) {
  const demo = state.demo;
  $('scan').hidden = !demo;
  if (!demo) return;
  const shown = [];
  for (const [kind, title] of groups) {
    const items = (demo.barcodes || []).filter((b) => (groups.some(([k]) => k === b.kind) ? b.kind : 'other') === kind);
    if (items.length) shown.push({ kind, title, items });
  }
  if ((state.commands || []).length) shown.push({ kind: 'command', title: 'Command codes', items: state.commands });
  keyed($('barcodes'), shown, (g) => g.kind, makeGroup,
    (node, g) => keyed(node.lastElementChild, g.items, (i) => `${i.code} ${i.name || ''}`, makeBarcode, drawBarcode));
}

$('type').addEventListener('submit', (event) => {
  event.preventDefault();
  const code = $('typed').value;
  $('typed').value = '';
  if (code) scan(code, null);
});

/* ---- printers and paper ---- */

let firstPapers = true;

function makePaper(paper) {
  const img = make('img');
  img.src = paper.url;
  img.alt = `${paper.document || 'Paper'} as printed`;
  const button = make('button', 'paper', img);
  button.type = 'button';
  button.title = paper.document || '';
  if (!firstPapers) {
    img.addEventListener('load', () => {
      button.style.setProperty('--rise', `-${Math.round(img.getBoundingClientRect().height)}px`);
      button.classList.add('out');
    }, { once: true });
  }
  button.addEventListener('click', () => {
    $('large-img').src = paper.url;
    $('large-img').alt = img.alt;
    $('large').showModal();
  });
  return button;
}

function drawPrinters(state) {
  const papers = state.papers || [];
  const named = new Set(papers.map((p) => p.printer));
  const printers = (state.printers || []).filter((p) => state.demo || named.has(p.name));
  const show = Boolean(state.papers);
  $('printers').hidden = !show;
  if (!show) return;
  keyed($('printers'), printers, (p) => p.name,
    () => make('section', 'printer', make('header', 'printer-body', make('b'), make('span')), make('div', 'papers'), make('p', 'no-paper', 'No paper yet.')),
    (node, p) => {
      const own = papers.filter((paper) => paper.printer === p.name).sort((a, b) => b.id - a.id).slice(0, 4);
      setText(node.querySelector('b'), p.name);
      setText(node.querySelector('span'), p.queue ? `${p.words || p.state} · ${plural(p.queue, 'job waits', 'jobs wait')}` : p.words || p.state);
      node.classList.toggle('trouble', p.state !== 'ready');
      node.querySelector('.no-paper').hidden = own.length !== 0;
      keyed(node.querySelector('.papers'), own, (paper) => paper.id, makePaper,
        (sheet, paper) => sheet.classList.toggle('old', paper !== own[0]));
    });
  firstPapers = false;
}
$('large').addEventListener('click', (event) => { if (event.target === $('large')) $('large').close(); });

/* ---- the line at the bottom ---- */

function drawStatus(state) {
  setText($('bench'), state.lane && state.lane.person ? `${state.bench} · ${state.lane.person}` : state.bench);
  document.title = `${state.bench || 'Bench'} · Packwright`;
  const chips = [...(state.devices || []), ...(state.printers || []).map((p) => ({ ...p, kind: 'printer' }))];
  keyed($('devices'), chips, (d) => `${d.kind} ${d.name}`, () => make('li', 'chip'), (node, d) => {
    const trouble = d.state === 'ready' && d.words && !/^(ready|virtual|online)$/i.test(d.words);
    node.className = `chip ${d.state || ''} ${trouble ? 'warn' : ''}`;
    setText(node, d.state === 'ready' && !trouble ? `${d.kind} ${d.name}` : `${d.kind} ${d.name}: ${d.words || d.state}`);
    node.title = node.textContent;
  });
  const t = state.today || {}, out = state.outbox || {};
  setText($('figures'), [`${plural(t.orders ?? 0, 'order', 'orders')} packed today`, `${plural(t.parcels ?? 0, 'parcel', 'parcels')} out`,
    out.waiting ? `${plural(out.waiting, 'confirmation waits', 'confirmations wait')}` : null].filter(Boolean).join(' · '));
}

const showClock = () => setText($('clock'), new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
showClock();
setInterval(showClock, 10000);

/* ---- from the station ---- */

function draw(state) {
  const lane = state.lane || {};
  document.body.classList.toggle('demo', Boolean(state.demo || state.papers));
  drawSign(lane);
  drawQuestion(state.uncertain);
  drawNotes(lane);
  drawOrder(lane);
  drawQueue(state);
  drawBarcodes(state);
  drawPrinters(state);
  drawStatus(state);
}

let asking = false, askAgain = false;
async function ask() {
  if (asking) { askAgain = true; return; }
  asking = true;
  const answer = await fetch('/v1/state').catch(() => null);
  if (answer && answer.ok) draw(await answer.json());
  asking = false;
  if (askAgain) { askAgain = false; ask(); }
}

let session = null, lastSign = Date.now();
const alive = () => { lastSign = Date.now(); $('lost').hidden = true; };

function listen() {
  const events = new EventSource('/v1/events');
  events.addEventListener('hello', (e) => {
    const hello = JSON.parse(e.data);
    if (session !== null && session !== hello.session) { location.reload(); return; }
    session = hello.session;
    alive();
    if (!hello.resumed) ask();
  });
  events.addEventListener('beat', alive);
  events.addEventListener('state', (e) => { alive(); draw(JSON.parse(e.data)); });
  events.addEventListener('unrecorded', (e) => { alive(); drawSign({ message: { ...JSON.parse(e.data), tone: 'wrong', n: `unrecorded ${Date.now()}` } }); });
  events.addEventListener('changed', () => { alive(); ask(); });
  events.addEventListener('error', () => {
    $('lost').hidden = false;
    if (events.readyState === EventSource.CLOSED) { events.close(); setTimeout(listen, 2000); }
  });
}
setInterval(() => { if (Date.now() - lastSign > 40000) $('lost').hidden = false; }, 5000); // three beats missed
showSound();
listen();
