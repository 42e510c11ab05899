'use strict';
const assert = require('node:assert');
const test = require('node:test');
const ullage = require('..');

const BODY = { model: 'claude-opus-5', max_tokens: 1000, messages: [{ role: 'user', content: 'Hello' }] };

test('a text counts the same as string and as buffer, here and off the event loop', async () => {
  const counter = new ullage.Counter('claude-opus-5');
  assert.strictEqual(counter.count('hello, world'), 4);
  for (const text of ['', 'Größe 漢字 😀', 'words '.repeat(5000), 'half \ud83d']) {
    const bytes = Buffer.from(text);
    assert.strictEqual(counter.count(text), counter.count(bytes));
    assert.strictEqual(await counter.countAsync(bytes), counter.count(text));
    assert.strictEqual(await counter.countAsync(text), counter.count(text));
  }
  assert.deepStrictEqual(counter.countBatch(['hello, world', '']), [4, 0]);
});

test('a number carries bounds and basis', () => {
  const found = new ullage.Counter('claude-opus-5').countText('hello, world', { asMessage: true });
  assert.deepStrictEqual(found, { tokens: 10, lower: 10, upper: 10, basis: 'exact', as_of: new ullage.Counter().description.as_of });
});

test('chunks fit and are the text', () => {
  const counter = new ullage.Counter('claude-opus-5');
  const text = 'internationalization of 漢字 and 👩‍👩‍👧‍👦, '.repeat(50);
  const chunks = counter.chunks(text, 9);
  assert.strictEqual(chunks.map((chunk) => chunk.text).join(''), text);
  for (const chunk of chunks) {
    // A single character that has more stands alone.
    assert.ok(chunk.tokens <= 9 || chunk.text === "👩‍👩‍👧‍👦");
    assert.strictEqual(text.slice(chunk.start, chunk.end), chunk.text);
  }
  assert.ok(text.startsWith(counter.truncate(text, 5)));
});

test('requests are counted and planned, here and off the event loop', async () => {
  const counter = new ullage.Counter();
  assert.strictEqual(counter.countRequest(BODY).input_tokens, 9);
  assert.deepStrictEqual(await counter.countRequestAsync(BODY), ullage.countRequest(JSON.stringify(BODY)));
  assert.strictEqual(ullage.plan(BODY).verdict, 'fits');
  assert.deepStrictEqual(await counter.planAsync(Buffer.from(JSON.stringify(BODY)), { maxTokens: 5 }), ullage.plan(BODY, { maxTokens: 5 }));
});

test('a ledger counts what the whole counts', () => {
  const ledger = new ullage.Counter().ledger(BODY);
  const answer = { role: 'assistant', content: 'Hello! How can I help?' };
  ledger.append(answer);
  const whole = ullage.countRequest({ ...BODY, messages: [...BODY.messages, answer] });
  assert.strictEqual(ledger.state.input_tokens, whole.input_tokens);
  assert.strictEqual(ledger.plan().headroom, ledger.headroom);
});

test('a risk moves the limit that the headroom goes by', () => {
  const { state, headroom } = new ullage.Counter().ledger(BODY, { risk: 0.01 });
  assert.strictEqual(headroom, state.window - state.risk.limit - state.max_tokens);
  assert.strictEqual(ullage.plan(BODY, { risk: 0.01 }).risk.limit, state.risk.limit);
});

test('a ledger counts on from what the API counted', () => {
  const answer = { role: 'assistant', content: 'Hello! How can I help?' };
  for (const [prompt, isBelieved] of [[31, true], [1, false]]) {
    const ledger = new ullage.Counter().ledger(BODY);
    assert.strictEqual(ledger.appendAnswer(answer, { input_tokens: prompt, output_tokens: 10 }), isBelieved);
    assert.strictEqual(ledger.state.measured, isBelieved ? prompt : null);
    assert.throws(() => ledger.appendAnswer(BODY.messages[0], { input_tokens: 31, output_tokens: 1 }), { code: 'no_answer' });
  }
});

test('what the API counts teaches a counter', async () => {
  const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
  const body = { ...BODY, messages: [{ role: 'user', content: [image] }] };
  const seen = [];
  const client = async (asked) => (seen.push(asked), { input_tokens: 1234 });
  const learned = await new ullage.Counter().reconcile(client, Array(19).fill(body));
  assert.deepStrictEqual([learned.requests, learned.inside, learned.corrections.length], [19, 19, 1]);
  assert.strictEqual(seen[0].max_tokens, undefined);
  const counter = new ullage.Counter('claude-opus-5', { catalog: learned.calibration });
  const { input_tokens: tokens, basis, as_of: day } = counter.countRequest(body);
  assert.deepStrictEqual([tokens, basis, typeof day], [1234, 'calibrated', 'string']);
  assert.strictEqual((await new ullage.Counter().reconcile(client, [body])).calibration, null);
});

test('what is wrong is said with a remedy', async () => {
  assert.throws(() => new ullage.Counter('claude-opus-55'), { name: 'UllageError', code: 'unknown_model', remedy: /claude-opus-5-5/ });
  assert.throws(() => ullage.countRequest('{"messages": [}'), { name: 'UllageError' });
  // What a terminal obeys is written out.
  for (const [mark, said] of [['\x1b', '\\u{1b}'], ['\0', '\\u{0}'], ['\u202e', '\\u{202e}'], ['\u{e0041}', '\\u{e0041}'], ['é', 'é']]) {
    assert.throws(() => new ullage.Counter(`no${mark}body`), (error) => error.message.includes(`"no${said}body"`));
  }
  assert.throws(() => ullage.plan(BODY, { maxTocens: 5 }), { code: 'unknown_option' });
  assert.throws(() => ullage.count(7), TypeError);
  await assert.rejects(() => new ullage.Counter().countRequestAsync('{'), { name: 'UllageError' });
});
