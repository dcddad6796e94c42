// The slip of bench_slip.c by others, warm, in one process: heading, dates, ship-to with accents, twelve rows, total, QR code,
// Code 128, thanks, cut. None prints the mark that ours begins with: pictures cost some of them far more than the rest.
// node slip.cjs TIMES: name, median, 99th percentile and largest in µs, count, bytes, by tabs; a line "skip" for one that fails.
'use strict';

const rows = [
  ['A1-00417', 'Crème brûlée torch, butane', 1], ['A1-00981', 'Señal reflective vest XL', 2], ['B7-11020', 'Ölkännchen 250 ml', 4],
  ['B7-11021', 'Ölkännchen 500 ml', 1], ['C2-40007', 'Garçon apron, black', 3], ['C2-40019', 'Smörgåskniv, oak', 6],
  ['D9-00001', 'Gift card 25 EUR', 1], ['E4-77310', 'Thermal roll 80x80 (10 pk)', 2], ['E4-77311', 'Label 4x6 fanfold (500)', 1],
  ['F0-31415', 'Piñata, medium', 1], ['F0-31416', 'Naïve print, framed A3', 1], ['Z9-99999', 'Packing insert (FR/DE/PT)', 1],
];
const slip = {
  order: '123-1234567-1234567', ordered: 'Ordered 2026-11-22 20:45', shipBy: 'Ship by 2026-11-24', service: 'Standard',
  from: ['Example Seller', '1 Example Road', 'Springfield OR 97477'],
  to: ['Zoë Müller-Señoré', 'Caminho São João 48, 3º Dto', '4000-123 Porto', 'PORTUGAL'],
  units: `Lines: ${rows.length}   Units: ${rows.reduce((sum, row) => sum + row[2], 0)}`, thanks: 'Thank you for your order!',
};

function receiptline() {
  const lib = require('receiptline');
  const escape = (s) => s.replace(/[\\|{}~_"`^]/g, (c) => '\\' + c);
  return () => {
    const doc = ['^^^"PACKING SLIP', `{code:${slip.order};option:code128,2,72,hri}`, '{align:left}'];
    for (const line of [...slip.from, slip.ordered, slip.shipBy, slip.service])
      doc.push('|' + escape(line));
    doc.push('-', '|"SHIP TO"');
    for (const line of slip.to)
      doc.push('|' + escape(line));
    doc.push('-', '{width:10 * 4}', '|"SKU" |"ITEM" | "QTY"|');
    for (const [sku, name, quantity] of rows)
      doc.push(`|${escape(sku)} |${escape(name)} | ${quantity}|`);
    doc.push('{width:auto}', '-', '|' + slip.units, '{align:center}', `{code:${slip.order};option:qrcode,4,m}`, slip.thanks);
    return Buffer.from(lib.transform(doc.join('\n'), { cpl: 42, encoding: 'multilingual', command: 'epson', cutting: true }), 'binary');
  };
}

function encoder(codepage) {
  return () => {
    const module = require('@point-of-sale/receipt-printer-encoder');
    const Encoder = module.default || module;
    return () => {
      let e = new Encoder({ language: 'esc-pos', printerModel: 'epson-tm-t88v', columns: 42, errors: 'relaxed' });
      e = e.initialize().codepage(codepage).align('center').bold(true).size(2, 2).line('PACKING SLIP').size(1, 1).bold(false);
      e = e.barcode('{B' + slip.order, 'code128', { height: 72, width: 2, text: true }).align('left');
      for (const line of [...slip.from, slip.ordered, slip.shipBy, slip.service])
        e = e.line(line);
      e = e.rule().bold(true).line('SHIP TO').bold(false);
      for (const line of slip.to)
        e = e.line(line);
      e = e.rule().table([{ width: 10 }, { width: 27 }, { width: 5, align: 'right' }],
        [['SKU', 'ITEM', 'QTY'], ...rows.map(([sku, name, quantity]) => [sku, name, String(quantity)])]).rule();
      e = e.line(slip.units).align('center').qrcode(slip.order, { model: 2, size: 4, errorlevel: 'm' });
      return e.newline().line(slip.thanks).cut('full').encode();
    };
  };
}

function thermal() {
  const { ThermalPrinter, PrinterTypes, CharacterSet } = require('node-thermal-printer');
  return () => {
    const p = new ThermalPrinter({ type: PrinterTypes.EPSON, width: 42, interface: 'tcp://127.0.0.1:9',
      characterSet: CharacterSet.PC858_EURO, removeSpecialCharacters: false });
    p.alignCenter(); p.bold(true); p.setTextQuadArea(); p.println('PACKING SLIP'); p.setTextNormal(); p.bold(false);
    p.code128(slip.order, { width: 'SMALL', height: 72, text: 2 }); p.alignLeft();
    for (const line of [...slip.from, slip.ordered, slip.shipBy, slip.service])
      p.println(line);
    p.drawLine(); p.bold(true); p.println('SHIP TO'); p.bold(false);
    for (const line of slip.to)
      p.println(line);
    p.drawLine();
    for (const [sku, name, quantity] of [['SKU', 'ITEM', 'QTY'], ...rows])
      p.tableCustom([{ text: sku, align: 'LEFT', cols: 10 }, { text: name, align: 'LEFT', cols: 27 },
        { text: String(quantity), align: 'RIGHT', cols: 5 }]);
    p.drawLine(); p.println(slip.units); p.alignCenter(); p.printQR(slip.order, { cellSize: 4, correction: 'M', model: 2 });
    p.newLine(); p.println(slip.thanks); p.cut();
    return p.getBuffer();
  };
}

const peers = [['receiptline', receiptline], ['receipt-printer-encoder, code page fixed', encoder('cp858')],
  ['receipt-printer-encoder, code page auto', encoder('auto')], ['node-thermal-printer', thermal]];
const times = Number(process.argv[2] || 200);
for (const [name, make] of peers) {
  try {
    const print = make(), us = [];
    let bytes;
    for (let i = -60; i < times; i++) {
      const begin = process.hrtime.bigint();
      bytes = print();
      if (i >= 0)
        us.push(Number(process.hrtime.bigint() - begin) / 1e3);
    }
    us.sort((a, b) => a - b);
    console.log([name, ...[us[times >> 1], us[Math.floor(times * 0.99)], us[times - 1]].map((t) => t.toFixed(1)), times, bytes.length].join('\t'));
  } catch (error) {
    console.log(`skip\t${name}: ${error.message}`);
  }
}
