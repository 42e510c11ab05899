'use strict';
// Counts Claude's tokens: the same answers as the program `ullage`, from one native file.
const native = require('./ullage.node');

const BASES = ['exact', 'modelled', 'assumed'];

/** What the token-counting endpoint takes (official SDK, MessageCountTokensParams). */
const COUNTABLE = new Set([
  'cache_control', 'mcp_servers', 'messages', 'model', 'output_config', 'context_management', 'speed', 'system', 'thinking',
  'tool_choice', 'tools', 'output_format', 'betas',
]);

const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A text without what a terminal obeys, what turns the direction of writing, and what is not seen. */
function shown(text) {
  return text.replace(HIDDEN, (mark) => `\\u{${mark.codePointAt(0).toString(16)}}`);
}

/** An answer that could not be given: `code` for programs, `at` where, `remedy` what helps. */
class UllageError extends Error {
  constructor(said) {
    super(shown(said.at ? `${said.message} (at ${said.at}); try: ${said.remedy}` : `${said.message}; try: ${said.remedy}`));
    this.name = 'UllageError';
    this.code = said.code;
    this.at = said.at ?? null;
    this.remedy = said.remedy;
  }
}

/** The library's complaint as an error of ours. */
function complained(error) {
  let said;
  try {
    said = JSON.parse(error.message);
  } catch {
    return error;
  }
  return said.code ? new UllageError(said) : error;
}

function asked(question) {
  try {
    return question();
  } catch (error) {
    throw complained(error);
  }
}

function isText(text) {
  return typeof text === 'string' || text instanceof Uint8Array;
}

function checkText(text) {
  if (!isText(text)) throw new TypeError(`a text is a string or a Uint8Array, not ${typeof text}`);
}

function checkLimit(limit) {
  if (!Number.isSafeInteger(limit)) throw new TypeError(`a limit is a whole number, not ${limit}`);
}

/** A body as JSON: texts and buffers as they are, objects written down. */
function encoded(body) {
  return isText(body) ? body : JSON.stringify(body);
}

/** Options as JSON in the library's spelling; null where there are none. */
function optionsOf(options) {
  if (options === undefined || options === null) return null;
  const said = {};
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && value !== null) said[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value;
  }
  return JSON.stringify(said);
}

/** Counts for one model; open it once and keep it. */
class Counter {
  #handle;

  constructor(model, options = {}) {
    if (model !== undefined && model !== null && typeof model !== 'string') throw new TypeError('a model is named by a string');
    this.#handle = asked(() => native.openCounter(model ?? null, options.catalog ?? null));
  }

  /** What it counts for: `model`, `family`, `model_is_default`, `as_of`. */
  get description() {
    return JSON.parse(native.describe(this.#handle));
  }

  /** Tokens of a text, without a message's frame. */
  count(text) {
    checkText(text);
    return native.count(this.#handle, text);
  }

  /** The same on a thread of its own, for texts of megabytes. */
  async countAsync(text) {
    checkText(text);
    return native.countLater(this.#handle, text);
  }

  /** The same with bounds and basis; `asMessage` adds the frame around one user message. */
  countText(text, { asMessage = false } = {}) {
    checkText(text);
    const [tokens, lower, upper, basis, day] = native.countText(this.#handle, text, asMessage ? 1 : 0);
    const asOf = String(day).padStart(8, '0').replace(/(....)(..)(..)/, '$1-$2-$3');
    return { tokens, lower, upper, basis: BASES[basis], as_of: asOf };
  }

  /** Tokens of each of many texts. */
  countBatch(texts) {
    return Array.from(texts, (text) => this.count(text));
  }

  /** The longest beginning of a text that has at most `limit` tokens. */
  truncate(text, limit) {
    checkLimit(limit);
    const bytes = Buffer.from(text);
    return bytes.toString('utf8', 0, asked(() => native.truncate(this.#handle, bytes, limit)));
  }

  /** A text in parts that have at most `limit` tokens each; together they are the text. */
  chunks(text, limit) {
    checkLimit(limit);
    const bytes = Buffer.from(text);
    let start = 0;
    let place = 0;
    return asked(() => native.chunkEnds(this.#handle, bytes, limit)).map((end) => {
      const part = bytes.subarray(start, end);
      const chunk = { text: part.toString(), tokens: native.count(this.#handle, part), start: place };
      start = end;
      place += chunk.text.length;
      return { ...chunk, end: place };
    });
  }

  /** `input_tokens` of a request as the API would report it, with bounds, basis and parts. */
  countRequest(body, options) {
    return JSON.parse(asked(() => native.countRequest(this.#handle, encoded(body), optionsOf(options))));
  }

  /** The same off the event loop. */
  async countRequestAsync(body, options) {
    return JSON.parse(await later(native.countRequestLater(this.#handle, encoded(body), optionsOf(options))));
  }

  /** Whether a request fits its context window, and if not, what to change. */
  plan(body, options) {
    return JSON.parse(asked(() => native.planRequest(this.#handle, encoded(body), optionsOf(options))));
  }

  /** The same off the event loop. */
  async planAsync(body, options) {
    return JSON.parse(await later(native.planRequestLater(this.#handle, encoded(body), optionsOf(options))));
  }

  /**
   * Counts requests here and by `count`, your own client's `client.messages.countTokens`, one after the other. Only what that
   * endpoint takes is handed to it. Requests whose count is not exact teach a `calibration`, a catalogue for `new Counter`, from
   * 19 of a kind on.
   */
  async reconcile(count, requests, { betas } = {}) {
    const found = { requests: 0, exact: 0, inside: 0, differences: [] };
    const observed = [];
    for (const body of requests) {
      const { model, input_tokens: counted, lower, upper, basis } = this.countRequest(body, { betas });
      const answer = await count(Object.fromEntries(Object.entries(body).filter(([name]) => COUNTABLE.has(name))));
      const measured = answer.input_tokens;
      observed.push({ request: body, input_tokens: measured, betas });
      if (measured === counted) found.exact += 1;
      else found.differences.push({ index: found.requests, model, counted, measured, lower, upper, basis });
      if (lower <= measured && measured <= upper) found.inside += 1;
      found.requests += 1;
    }
    const { corrections, pending, catalog } = JSON.parse(asked(() => native.calibrate(this.#handle, JSON.stringify(observed))));
    return { ...found, corrections, pending, calibration: catalog && JSON.stringify(catalog) };
  }

  /** A conversation that grows, with its count at every step. */
  ledger(body, options) {
    return new Ledger(asked(() => native.openLedger(this.#handle, encoded(body), optionsOf(options))));
  }

  /** Every model that is known, with what it allows and costs. */
  models() {
    return JSON.parse(native.models(this.#handle)).models;
  }
}

async function later(promise) {
  try {
    return await promise;
  } catch (error) {
    throw complained(error);
  }
}

class Ledger {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  /** Appends a message. */
  append(message) {
    asked(() => native.append(this.#handle, encoded(message)));
  }

  /**
   * Appends an answer with the `usage` that the API gave: from then on the ledger counts from what the API counted.
   * Returns whether it was believed: less than the messages take at least, or the sum of several passes, is not.
   */
  appendAnswer(answer, usage) {
    return asked(() => native.appendAnswer(this.#handle, encoded(answer), encoded(usage)));
  }

  /** `input_tokens`, bounds, basis, `measured`, `window`, `max_tokens`, `headroom`, `messages`. */
  get state() {
    return JSON.parse(native.ledgerState(this.#handle));
  }

  /** Tokens that are left when the input is as large as it may be, by its upper bound or the `risk`, and all is written. */
  get headroom() {
    return this.state.headroom;
  }

  /** Plans the conversation as it is, from what the API counted last. */
  plan() {
    return JSON.parse(asked(() => native.ledgerPlan(this.#handle)));
  }
}

const kept = new Map();

/** A counter that is kept: opening one takes longer than most counts. */
function shared(model) {
  let counter = kept.get(model);
  if (!counter) kept.set(model, (counter = new Counter(model)));
  return counter;
}

module.exports = {
  Counter,
  UllageError,
  version: native.version,
  count: (text, model) => shared(model).count(text),
  countRequest: (body, options) => shared().countRequest(body, options),
  plan: (body, options) => shared().plan(body, options),
};
