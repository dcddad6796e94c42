// Asks npm receiptline what stands where on paper: node make.cjs  (in this folder, after npm ci in tests/oracles; writes *.layout)
const fs = require('fs'), { layout } = require('../../oracles/receiptline.cjs');
for (const f of fs.readdirSync('in').sort()) {
  const doc = fs.readFileSync('in/' + f, 'utf8');
  for (const cpl of [32, 42, 48])
    fs.writeFileSync(f.replace(/\.receipt$/, `.${cpl}.layout`), layout(doc, cpl, /wide/.test(f) ? 'gb18030' : 'multilingual'));
}
