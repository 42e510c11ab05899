'use strict';
// What the article shows is so: a line with a comment behind it gives what the comment says.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const vm = require('node:vm');

const PAGES = ['CallingFromNode.md', 'README.md'].map((name) => path.join(__dirname, '..', name)).filter((page) => fs.existsSync(page));

for (const page of PAGES) {
  test(`the examples of ${path.basename(page)}`, () => {
    const context = vm.createContext({ require: (name) => require(name === 'ullage' ? '..' : name) });
    const blocks = [...fs.readFileSync(page, 'utf8').matchAll(/^```js\n(.*?)^```/gms)];
    assert.ok(blocks.length > 0);
    for (const [, block] of blocks) {
      for (const line of block.split('\n')) {
        const [code, said] = line.split(/;? +\/\/ /);
        const found = vm.runInContext(code, context);
        // Values of the context have its own classes, so both go through JSON.
        if (said !== undefined) assert.strictEqual(JSON.stringify(found), JSON.stringify(vm.runInContext(`(${said})`, context)), code);
      }
    }
  });
}
