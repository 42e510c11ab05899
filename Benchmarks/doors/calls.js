// What a call of a few bytes takes from Node: calls.js PACKAGE FILE CALLS [string|buffer]. See ../Sources/calls.
'use strict';
const fs = require('node:fs');
const [, , folder, file, number, kind] = process.argv;
const ullage = require(require('node:path').resolve(folder));
let texts = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line);
if (kind === 'buffer') texts = texts.map((text) => Buffer.from(text));
const counter = new ullage.Counter('v4.8');
const calls = Number(number);

function counted(calls) {
  let tokens = 0;
  let next = 0;
  for (let call = 0; call < calls; call++) {
    tokens += counter.count(texts[next]);
    if (++next === texts.length) next = 0;
  }
  return tokens;
}

counted(texts.length);
const start = process.cpuUsage();
const tokens = counted(calls);
const { user, system } = process.cpuUsage(start);
console.log(`${Math.round(((user + system) * 1000) / calls)} ${tokens}`);
