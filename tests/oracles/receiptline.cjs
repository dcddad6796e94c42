// What npm receiptline puts where on paper, by its own command interface: a recorder stands where a printer language would.
// One line of a layout for each line of paper: "text" with its runs (@column+cells, style, width x height, text), or the block's name.
//
// As a program: reads one JSON object a line from standard input, answers each with one JSON string (the layout) a line.
//     {"markup":"|hello","columns":42,"encoding":"multilingual"}
const receiptline = require('receiptline');
const round = Math.round;
function recorder() {
  return Object.assign({}, receiptline.commands.text, {
    open(p) { this.out = []; this.cpl = p.cpl; this.runs = []; this.normal(); this.left = 0; this.width = p.cpl; this.position = 0; this.al = 1; return ''; },
    area(l, w) { this.left = l; this.width = w; return ''; },
    align(a) { this.al = a; return ''; },
    absolute(p) { this.position = p; return ''; },
    relative(p) { this.position += round(p); return ''; },
    normal() { this.style = ''; this.w = this.h = 1; return ''; },
    ul() { this.style += 'u'; return ''; }, em() { this.style += 'b'; return ''; }, iv() { this.style += 'i'; return ''; },
    wh(n) { this.w = n < 2 ? n + 1 : n - 1; this.h = n < 2 ? 1 : n === 2 ? 2 : n - 1; return ''; },
    text(t, e) { const l = this.measureText(t, e) * this.w; if (t !== '' ) this.runs.push([this.left + this.position, l, this.style, this.w, this.h, t]); this.position += l; return ''; },
    put(s) { this.out.push(s); return ''; },
    hr(w) { this.rule = `rule ${this.left}+${w}`; return ''; },
    vr(widths, h) { let p = this.position; const bar = () => this.runs.push([this.left + p, 1, '', 1, h, '|']); bar(); widths.forEach(w => { p += w + 1; bar(); }); return ''; },
    vrstart(ws) { return this.frame(ws.reduce((a, w) => a + '-'.repeat(w) + '+', '+')); },
    vrstop(ws) { return this.frame(ws.reduce((a, w) => a + '-'.repeat(w) + '+', '+')); },
    vrhr(w1, w2, dl, dr) {
      const r1 = ' '.repeat(Math.max(-dl, 0)) + w1.reduce((a, w) => a + '-'.repeat(w) + '+', '+') + ' '.repeat(Math.max(dr, 0));
      const r2 = ' '.repeat(Math.max(dl, 0)) + w2.reduce((a, w) => a + '-'.repeat(w) + '+', '+') + ' '.repeat(Math.max(-dr, 0));
      return this.frame([...r2].map((c, i) => c === '+' || r1[i] === '+' ? '+' : c === '-' || r1[i] === '-' ? '-' : ' ').join(''));
    },
    frame(s) { this.runs.push([this.left, s.length, '', 1, 1, s]); return ''; },
    vrlf() { return this.lf(); },
    lf() {
      if (this.rule) this.out.push(this.rule);
      else this.out.push('text' + this.runs.sort((a, b) => a[0] - b[0]).filter(r => r[5] !== ' ' || r[2] !== '' || r[3] > 1 || r[4] > 1)
        .map(r => ` @${r[0]}+${r[1]}${r[2] ? ' ' + r[2] : ''}${r[3] * r[4] > 1 ? ` ${r[3]}x${r[4]}` : ''} <${r[5]}>`).join(''));
      this.rule = ''; this.runs = []; this.position = 0; return '';
    },
    cut() { return this.put('cut'); },
    image(b64) {
      let size = 'unreadable';
      try { const png = require('pngjs').PNG.sync.read(Buffer.from(b64, 'base64')); size = `${png.width}x${png.height}`; } catch { /* said so */ }
      return this.put(`image ${this.left}+${this.width} ${this.al} ${size}`);
    },
    qrcode(s) { return this.put(`qr ${this.left}+${this.width} ${this.al} ${s.cell} ${s.level} <${s.data}>`); },
    barcode(s) { return this.put(`barcode ${this.left}+${this.width} ${this.al} ${s.type === 'jan' ? 'ean' : s.type === 'nw7' ? 'codabar' : s.type} ${s.width} ${s.height} ${s.hri ? 'hri' : 'nohri'} <${s.data}>`); },
    command() { return ''; }, close() { return ''; },
  });
}
function layout(markup, columns, encoding) {
  const command = recorder();
  let out;
  command.close = function () { out = this.out; return ''; };
  // a line break at the end of a file ends its last line; the reference would print an empty one after it
  receiptline.transform(markup.replace(/(\r\n|\n|\r)$/, ''), { cpl: columns, encoding, command, cutting: false });
  return out.map(line => line + '\n').join('');
}
module.exports = { layout };
if (require.main === module)
  require('readline').createInterface({ input: process.stdin }).on('line', line => {
    const o = JSON.parse(line);
    process.stdout.write(JSON.stringify(layout(o.markup, o.columns, o.encoding)) + '\n');
  });
